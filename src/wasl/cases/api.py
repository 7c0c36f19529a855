"""Cases promise: one application, begun once, sent once, decided once, written into registers once; nothing is lost.

Whoever acts says who they are (`Doer`), and every press has a token (`once`): the same press again changes nothing.
What was filled in is opened by its own people through `opened`, by staff through `looked_at`, which is on record.
"""

from wasl.cases.acting import Open, act, act_on_many, open_actions
from wasl.cases.answering import Unfit, problem_of
from wasl.cases.appointments import free_slots, written_slot
from wasl.cases.doing import PURPOSE, STAFF, Doer, may_send
from wasl.cases.drafting import KEPT, Overtaken, begin, begun, discard, editable, opened, save_page
from wasl.cases.inviting import end as end_invitation
from wasl.cases.inviting import invite, sign
from wasl.cases.knowing import Choice, Known, Origin
from wasl.cases.mending import ToEnter, answers_for, to_enter, written_out
from wasl.cases.messages import Glance, Message, glances, is_theirs, messages_of
from wasl.cases.models import (
    INTERNAL,
    LONGEST_WORDS,
    Appeal,
    Basis,
    Case,
    Change,
    Event,
    Invited,
    Kind,
    Outcome,
    Progress,
    Stage,
    Upload,
)
from wasl.cases.offices import (
    answer_appeal,
    appeal,
    ask_opinion,
    done_by_hand,
    give_opinion,
    give_to,
    note,
    put_back,
    reopen,
    take,
    take_back,
    try_again,
)
from wasl.cases.picking import actions_for, take_next
from wasl.cases.queues import (
    WHOSE,
    Line,
    Queue,
    Wanted,
    all_of,
    changes_to_mend,
    counts,
    queue,
    services_of,
    states_of,
    stuck_changes,
)
from wasl.cases.seeing import Story, Told, cases_of, file_looked_at, looked_at, story
from wasl.cases.sending import Alike, alike, submit
from wasl.cases.sheets import Sheet
from wasl.cases.standing import Standing, standing
from wasl.cases.uploads import give as give_file
from wasl.cases.uploads import read as read_file
from wasl.cases.uploads import remove as remove_file
from wasl.cases.working import Loop, tidy
from wasl.cases.writing import work_off
from wasl.cases.written import NOT_GIVEN, written_answer, written_day

__all__ = [
    "INTERNAL",
    "KEPT",
    "LONGEST_WORDS",
    "NOT_GIVEN",
    "PURPOSE",
    "STAFF",
    "WHOSE",
    "Alike",
    "Appeal",
    "Basis",
    "Case",
    "Change",
    "Choice",
    "Doer",
    "Event",
    "Glance",
    "Invited",
    "Kind",
    "Known",
    "Line",
    "Loop",
    "Message",
    "Open",
    "Origin",
    "Outcome",
    "Overtaken",
    "Progress",
    "Queue",
    "Sheet",
    "Stage",
    "Standing",
    "Story",
    "ToEnter",
    "Told",
    "Unfit",
    "Upload",
    "Wanted",
    "act",
    "act_on_many",
    "actions_for",
    "alike",
    "all_of",
    "answer_appeal",
    "answers_for",
    "appeal",
    "ask_opinion",
    "begin",
    "begun",
    "cases_of",
    "changes_to_mend",
    "counts",
    "discard",
    "done_by_hand",
    "editable",
    "end_invitation",
    "file_looked_at",
    "free_slots",
    "give_file",
    "give_opinion",
    "give_to",
    "glances",
    "invite",
    "is_theirs",
    "looked_at",
    "may_send",
    "messages_of",
    "note",
    "open_actions",
    "opened",
    "problem_of",
    "put_back",
    "queue",
    "read_file",
    "remove_file",
    "reopen",
    "save_page",
    "services_of",
    "sign",
    "standing",
    "states_of",
    "story",
    "stuck_changes",
    "submit",
    "take",
    "take_back",
    "take_next",
    "tidy",
    "to_enter",
    "try_again",
    "work_off",
    "written_answer",
    "written_day",
    "written_out",
    "written_slot",
]
