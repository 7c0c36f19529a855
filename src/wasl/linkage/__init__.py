"""The linking engine: tables of person records in, links with weight, probability, method and reason out.

It knows no web framework, no database and no country: whether an identifier is valid comes in as a column.

    standing = prepare(spine, Settings())        # index the spine once
    links = standing.link(records)               # then link a batch, or one row
    links.frame, links.unsure, links.unlinked

    after = standing.changed(upserts, removed)   # the spine changes; the model stays, so the links do not jump
    Reach.of(standing, after, changed).touches(records)     # whom that may concern
    standing.saved().save(path); prepare(spine, Settings(), SavedModel.load(path))      # the same links in a year

    resolve([Table("a", rows), Table("b", others)], Settings()).frame   # or group tables without a spine

Columns of a table, all but `record` may be missing or null: record, number, number_valid (taken as true), full_name or
given_name, father_name, grandfather_name, family_name, birth_date, sex, birth_governorate, governorate, mother_name,
phone, address.
"""

from wasl.linkage.alike import Alike, alike
from wasl.linkage.lineage import Event, Fate, Lineage, applied, lineage
from wasl.linkage.links import Links
from wasl.linkage.living import Cause, Change, Living, Register
from wasl.linkage.provisional import provisional
from wasl.linkage.reach import Reach, affected
from wasl.linkage.reading import Defaults, table_defaults
from wasl.linkage.resolve import Resolution, Table, resolve
from wasl.linkage.saved import SavedModel
from wasl.linkage.settings import Field, Kind, Settings
from wasl.linkage.sizing import Cluster, Measured, Sizing, Stage, Way, sized
from wasl.linkage.standing import Standing, prepare
from wasl.linkage.teaching import LESSONS, Lessons
from wasl.linkage.weights import crowded, threshold, typical, weights

__all__ = [
    "LESSONS",
    "Alike",
    "Cause",
    "Change",
    "Cluster",
    "Defaults",
    "Event",
    "Fate",
    "Field",
    "Kind",
    "Lessons",
    "Lineage",
    "Links",
    "Living",
    "Measured",
    "Reach",
    "Register",
    "Resolution",
    "SavedModel",
    "Settings",
    "Sizing",
    "Stage",
    "Standing",
    "Table",
    "Way",
    "affected",
    "alike",
    "applied",
    "crowded",
    "lineage",
    "prepare",
    "provisional",
    "resolve",
    "sized",
    "table_defaults",
    "threshold",
    "typical",
    "weights",
]
