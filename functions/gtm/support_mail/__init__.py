"""Support by e-mail: questions that come by mail, and answers that go back by mail."""
