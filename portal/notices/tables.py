"""The notices of each person, and the programs elsewhere that are told of acts."""

from piccolo.columns import BigInt, BigSerial, Boolean, Integer, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table

from portal.core.tables import to


class Notice(Table, tablename="notice"):
    """One notice to one person; its words are chosen when it is read."""

    id = BigSerial(primary_key=True)
    person_id = BigInt()
    kind = Varchar(length=60)
    message = Text()
    params = Text()
    address = Varchar(length=200)
    created_at = Timestamptz(default=None)
    read_at = Timestamptz(null=True, default=None)


class WebhookEndpoint(Table, tablename="webhook_endpoint"):
    """A program elsewhere that is told of acts."""

    id = Serial(primary_key=True)
    code = Varchar(length=22, unique=True)
    url = Varchar(length=500)
    # The kinds of thing it hears of, each between blanks.
    kinds = Varchar(length=200)
    active = Boolean(default=True)
    secret_sealed = Text()
    # The secret before the last change signs beside the new one for a while.
    former_sealed = Text()
    former_until = Timestamptz(null=True, default=None)
    created_at = Timestamptz(default=None)
    updated_at = Timestamptz(default=None)


class WebhookDelivery(Table, tablename="webhook_delivery"):
    """One act to be told to one endpoint; written in the transaction of the act."""

    id = BigSerial(primary_key=True)
    endpoint_id = to(WebhookEndpoint)
    # The journal row's code: the message's id, the same at every attempt.
    code = Varchar(length=22, index=True)
    journal_id = BigInt()
    tag = Varchar(length=60)
    # Made at the first attempt, the same at every later one.
    body = Text()
    state = Varchar(length=10)
    attempts = Integer(default=0)
    due_at = Timestamptz(default=None)
    status = Integer(default=0)
    error = Text()
    created_at = Timestamptz(default=None)
    ended_at = Timestamptz(null=True, default=None)
