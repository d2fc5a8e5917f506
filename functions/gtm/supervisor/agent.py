"""The supervisor (requirements E1, E6 to E9)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from pydantic import ValidationError

from baton.core.clock import Clock
from baton.core.errors import InvalidInput, Unavailable
from baton.core.masking import mask
from baton.core.message import AgentName
from baton.core.observability import logger, record
from baton.gtm.container import Gtm
from baton.gtm.kept_request import KeptRequest
from baton.gtm.request import RequestAnswer, RequestState, RouteStage
from baton.gtm.request_plan import AgentResult
from baton.gtm.request_repository import RequestRepository, latest
from baton.gtm.request_service import MOST_KEPT
from baton.language.wiring import address_of
from baton.runtime import Agent
from baton.runtime.agent_registry import AgentRegistry
from baton.runtime.decision import DecisionRecord
from functions.gtm.supervisor.agents import adapters
from functions.gtm.supervisor.composing import composed, without_agents
from functions.gtm.supervisor.decision_trace import answer_entry, plan_entry
from functions.gtm.supervisor.intents import is_answered, vocabulary
from functions.gtm.supervisor.model_stage import ModelStage, Spent
from functions.gtm.supervisor.models import Asked, Progress, SupervisorTask, SupervisorTurn
from functions.gtm.supervisor.part import AskBack
from functions.gtm.supervisor.planning import Limits, Planned, admitted, proposed
from functions.gtm.supervisor.progress_news import ProgressNews
from functions.gtm.supervisor.question_reading import understood
from functions.gtm.supervisor.remembering import Remembering
from functions.gtm.supervisor.replies import route_of, to_what_is_no_question, to_what_was_read
from functions.gtm.supervisor.routing import Routing
from functions.gtm.supervisor.shipped_examples import shipped
from functions.gtm.supervisor.turns import REFUSALS, due, steps_of, taken
from functions.gtm.supervisor.understanding import Understanding
from functions.gtm.supervisor.unread_gaps import unread_gaps

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


class Supervisor(Agent[SupervisorTask, SupervisorTurn]):
    """Understands a question, says whom to ask, and makes one answer of what comes back. It works
    in turns: the workflow asks the agents between them.
    """

    name: ClassVar[AgentName] = "supervisor"

    def __init__(
        self,
        *,
        routing: Routing,
        model: ModelStage | None,
        words_answers: bool,
        remembering: Remembering,
        requests: RequestRepository,
        registry: AgentRegistry,
        news: ProgressNews,
        clock: Clock,
    ) -> None:
        self._routing = routing
        self._model = model
        self._words_answers = words_answers
        self._remembering = remembering
        self._requests = requests
        self._registry = registry
        self._news = news
        self._clock = clock

    @classmethod
    def assemble(cls, platform: "Platform") -> Self:
        """The agent with its real parts; the router is trained here."""
        area, words = platform.area(Gtm), vocabulary()
        reused_for = timedelta(minutes=area.settings.answer_reuse_minutes)
        return cls(
            routing=Routing(
                words,
                platform.embedder.embed,
                area.conversations.taught,
                platform.clock,
                shipped(words.examples(), platform.embedder.model),
            ),
            model=_model_stage(platform),
            words_answers=area.settings.word_answers,
            remembering=Remembering(platform.cache, words, platform.clock, reused_for),
            requests=area.conversations,
            registry=platform.agents,
            news=ProgressNews(platform.bus, platform.new_id, platform.clock),
            clock=platform.clock,
        )

    def perform(self, task: SupervisorTask) -> SupervisorTurn:
        """Takes a turn. Raises ``InvalidInput`` for a task that is neither a first turn nor a
        later one.
        """
        if task.progress is not None:
            return self._gone_on(task.progress, task.results)
        if task.asked is not None:
            return self._begun(task.asked)
        raise InvalidInput((), "A turn needs a request, or where one stands.")

    def decided(self, task: SupervisorTask, result: SupervisorTurn) -> Sequence[DecisionRecord]:
        """Whom it asked, once, and what it answered."""
        plans = [result.progress] if task.progress is None and result.progress else []
        answers = [result.answer] if result.answer else []
        return (*map(plan_entry, plans), *map(answer_entry, answers))

    def _begun(self, asked: Asked) -> SupervisorTurn:
        now, words = self._clock(), self._routing.words
        kept = asked.model_copy(update={"question": mask(asked.question)[:MOST_KEPT]})
        if reply := to_what_is_no_question(asked, kept, words, now):
            return self._answered(kept, reply, None)
        self._routing.refresh()
        found, spent = self._read(asked, now)
        route = route_of(found)
        if reply := to_what_was_read(kept, found, route, words, now):
            return self._answered(kept, reply, found)
        try:
            planned = self._planned(found, asked, now)
        except AskBack as lacks:
            state = RequestState.ASKED_BACK
            reply = without_agents(kept, now, state=state, text=str(lacks), route=route)
            return self._answered(kept, reply, found)
        progress = Progress(
            asked=kept,
            understanding=_masked(found),
            route=route.model_copy(update={"pattern": planned.pattern}),
            plan=planned.plan,
            steps=steps_of(planned.steps),
            gaps=(*planned.gaps, *unread_gaps(_masked(found), planned.steps)),
            routing_tokens=spent.tokens,
            routing_usd=spent.usd,
        )
        if recent := self._remembering.recent(progress):
            return self._answered(kept, recent, found)
        return self._turn(progress, now)

    def _read(self, asked: Asked, now: datetime) -> tuple[Understanding, Spent]:
        """What the question asks; a model is asked only if the router is not sure."""
        found = understood(
            asked.question,
            keywords=self._routing.keywords,
            judge=self._routing.judged,
            before=self._before(asked),
            today=now.date(),
        )
        if found.intents or self._model is None:
            return found, Spent()
        intents, spent = self._model.intents(asked.question, self._routing.words.intents())
        if intents:
            found = found.model_copy(update={"intents": intents, "stage": RouteStage.MODEL})
        return found, spent

    def _before(self, asked: Asked) -> Understanding | None:
        """What was understood last in this conversation. One that cannot be read now is none."""
        if asked.session_id == asked.request_id:
            return None
        try:
            kept = self._requests.of_session(asked.session_id, asked.caller, limit=10).items
        except Unavailable:
            return None
        last = latest(kept)
        try:
            return Understanding.model_validate(last.understanding) if last else None
        except ValidationError:
            return None

    def _planned(self, found: Understanding, asked: Asked, now: datetime) -> Planned:
        agents = self._routing.words.agents
        pattern, proposals = proposed(found, adapters(), now.date())
        wanted = dict.fromkeys(one.agent for one in proposals)
        down = frozenset(name for name in wanted if self._is_down(name, now))
        return admitted(pattern, proposals, agents, Limits(frozenset(asked.may), down))

    def _is_down(self, agent: AgentName, now: datetime) -> bool:
        """Whether it failed too often, and its next trial is not due. Who cannot tell asks."""
        try:
            if not self._registry.any_failing(agent):
                return False
            status = self._registry.status(agent, now)
        except Unavailable:
            return False
        return not status.available and (status.probe_at is None or now < status.probe_at)

    def _gone_on(self, progress: Progress, results: Sequence[AgentResult]) -> SupervisorTurn:
        now, agents = self._clock(), self._routing.words.agents
        for one in results:
            if one.error in REFUSALS:
                why = "an agent is not allowed to do its work"
                record(
                    self.name, why, counts={"AgentsRefused": 1}, agent=one.agent, error=one.error
                )
        return self._turn(taken(progress, results, adapters(), agents, now), now)

    def _turn(self, progress: Progress, now: datetime) -> SupervisorTurn:
        """Whom to ask next; the answer if there is nobody."""
        progress, tasks = due(progress, adapters(), now)
        if tasks:
            self._news.going_on(progress, tasks)
            return SupervisorTurn(ask=tasks, progress=progress)
        answer = composed(progress, now)
        if answer.state is RequestState.FAILED:
            answer = self._remembering.any(progress) or answer
        else:
            self._remembering.keep(answer, progress)
            answer = self._in_words(answer)
        return self._answered(progress.asked, answer, progress.understanding)

    def _in_words(self, answer: RequestAnswer) -> RequestAnswer:
        """The answer as a model words it, if that is wanted and its figures are the same."""
        if self._model is None or not self._words_answers or not answer.text:
            return answer
        text, model, spent = self._model.worded(answer.text)
        cost = answer.cost.with_model(spent.tokens, spent.usd)
        return answer.model_copy(update={"text": text, "worded_by": model or "code", "cost": cost})

    def _answered(
        self, asked: Asked, answer: RequestAnswer, found: Understanding | None
    ) -> SupervisorTurn:
        """Keeps an answer and tells that it is there. One that cannot be kept is given all the
        same.
        """
        goes_on = found is not None and any(map(is_answered, found.intents))
        understanding = _masked(found).to_json() if found and goes_on else None
        try:
            self._requests.keep(
                KeptRequest(caller=asked.caller, answer=answer, understanding=understanding)
            )
        except Unavailable:
            logger(self.name).exception("an answer could not be kept")
        self._news.over(answer)
        return SupervisorTurn(answer=answer)


def _masked(found: Understanding) -> Understanding:
    """It without what is personal, as it is kept."""
    told = {name: tuple(map(mask, getattr(found, name))) for name in ("unread", "unsure", "untold")}
    return found.model_copy(update={**told, "words": mask(found.words)})


def _model_stage(platform: "Platform") -> ModelStage | None:
    """A model, where one is configured."""
    from baton.language.guards.detector import Detector

    if not address_of(platform.settings):
        return None
    return ModelStage(platform.language, Detector.shipped())
