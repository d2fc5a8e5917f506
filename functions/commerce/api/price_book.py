"""Routes of the price book: rules, promotions, tax rates and the policy."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path
from pydantic import Field, ValidationError

from baton.commerce.pricing.book import PricePolicy
from baton.commerce.pricing.price_book_service import PriceBookService
from baton.commerce.pricing.promotion import Promotion
from baton.commerce.pricing.repository import Entry
from baton.commerce.pricing.rules import PriceRule
from baton.commerce.pricing.tax import TaxRate, TaxTable
from baton.core.contract import Contract
from baton.core.field_errors import invalid_input
from baton.http.openapi_responses import described
from baton.http.request_context import request_of
from baton.http.responses import check_if_match, document, etag

EntryName = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
Content = Annotated[dict[str, Any], Body()]


class PriceBookView(Contract):
    """All that prices depend on beside the catalogue."""

    rules: tuple[PriceRule, ...]
    promotions: tuple[Promotion, ...]
    rates: tuple[TaxRate, ...]
    rates_version: int = Field(ge=0, description="of the tax rates together; 0 before the first")
    policy: PricePolicy
    policy_version: int = Field(ge=0, description="0 before the first: then it is the default")


class PriceBookRoutes:
    """Shows the price book and changes it."""

    def __init__(self, app: APIGatewayHttpResolver, service: PriceBookService) -> None:
        self._app = app
        self._service = service

    def register(self) -> None:
        """Adds the routes to the app."""
        base, tags = "/api/v1/prices", ["prices"]
        self._app.get(
            base,
            tags=tags,
            operation_id="read_price_book",
            responses=described(200, PriceBookView, "The price book"),
        )(self.read)
        for path, operation, model, act in (
            ("rules/<rule_id>", "put_price_rule", PriceRule, self.put_rule),
            ("promotions/<promotion_id>", "put_promotion", Promotion, self.put_promotion),
            ("tax-rates", "put_tax_rates", TaxTable, self.put_rates),
            ("policy", "put_price_policy", PricePolicy, self.put_policy),
        ):
            found = described(200, model, "As it is now", "ETag")
            self._app.put(f"{base}/{path}", tags=tags, operation_id=operation, responses=found)(act)
        for path, operation, remove in (
            ("rules/<rule_id>", "remove_price_rule", self.remove_rule),
            ("promotions/<promotion_id>", "remove_promotion", self.remove_promotion),
        ):
            self._app.delete(
                f"{base}/{path}", tags=tags, operation_id=operation, responses=described(204)
            )(remove)

    def read(self) -> "Response[str]":
        """All rules, promotions, tax rates and the policy."""
        rates, policy = (self._service.find(part, "all") for part in ("rates", "policy"))
        book = self._service.book()
        return document(
            PriceBookView(
                rules=book.rules,
                promotions=book.promotions,
                rates=rates.rates if isinstance(rates, TaxTable) else (),
                rates_version=rates.version if rates else 0,
                policy=policy if isinstance(policy, PricePolicy) else PricePolicy(),
                policy_version=policy.version if policy else 0,
            )
        )

    def put_rule(self, rule_id: EntryName, content: Content) -> "Response[str]":
        """Keeps a price rule as it is given, whole."""
        return self._put("rules", rule_id, PriceRule, {**content, "rule_id": rule_id})

    def put_promotion(self, promotion_id: EntryName, content: Content) -> "Response[str]":
        """Keeps a promotion as it is given, whole."""
        given = {**content, "promotion_id": promotion_id}
        return self._put("promotions", promotion_id, Promotion, given)

    def put_rates(self, content: Content) -> "Response[str]":
        """Keeps all tax rates, in the place of those before."""
        return self._put("rates", "all", TaxTable, content)

    def put_policy(self, content: Content) -> "Response[str]":
        """Keeps the price policy, whole."""
        return self._put("policy", "all", PricePolicy, content)

    def remove_rule(self, rule_id: EntryName) -> "Response[str]":
        """Removes a price rule."""
        return self._remove("rules", rule_id)

    def remove_promotion(self, promotion_id: EntryName) -> "Response[str]":
        """Removes a promotion. Quotes that were made with it hold until they end."""
        return self._remove("promotions", promotion_id)

    def _put(
        self, part: str, name: str, model: type[Entry], content: dict[str, Any]
    ) -> "Response[str]":
        given = {key: value for key, value in content.items() if key != "version"}
        try:
            entry = model.model_validate(given)
        except ValidationError as error:
            raise invalid_input(error) from error
        before = self._service.find(part, name)
        check_if_match(request_of(self._app), before.version if before else 0)
        kept = self._service.put(entry, before)
        return document(kept, headers={"ETag": etag(kept.version)})

    def _remove(self, part: str, name: str) -> "Response[str]":
        kept = self._service.find(part, name)
        check_if_match(request_of(self._app), kept.version if kept else 0)
        self._service.remove(part, name, kept.version if kept else None)
        return Response(204, content_type="application/json", body="")
