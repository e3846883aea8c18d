"""The clients table: every field of a client's record, one row a client."""

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from chalicelib.models.base import (
    DayAttribute,
    PlainListAttribute,
    PlainMapAttribute,
    Table,
    WholeAttribute,
    table_name,
)


class ByStatus(GlobalSecondaryIndex["Client"]):  # type: ignore[no-untyped-call]
    """Which clients have a status; keys only."""

    class Meta:
        index_name = "by_status"
        projection = KeysOnlyProjection()

    status_id = UnicodeAttribute(hash_key=True)
    client_id = UnicodeAttribute(range_key=True)


class Client(Table):
    """A person in the studio's records; without `client_number` a prospect.

    `emails` are as typed, the first is written to. `phones` are `{label, number, sms}`, numbers as
    E.164 where they parse. `family` are `{first_name, last_name, relationship_id, birthday_on, phones, email,
    secondary_contact}`. `consents` are `{kind, given, wording, at, source}`, one for each answer given.
    A record that was joined to another has `merged_into`, and `joining` until all of it went over; the
    other one's `joined` are the ids of all records that became part of it.
    """

    class Meta:
        table_name = table_name("clients")

    by_status = ByStatus()

    client_id = UnicodeAttribute(hash_key=True)
    client_ref = UnicodeAttribute()
    client_number = WholeAttribute(null=True)
    first_name = UnicodeAttribute(null=True)
    last_name = UnicodeAttribute(null=True)
    salutation = UnicodeAttribute(null=True)
    company = UnicodeAttribute(null=True)
    address = UnicodeAttribute(null=True)
    city = UnicodeAttribute(null=True)
    region = UnicodeAttribute(null=True)
    postal_code = UnicodeAttribute(null=True)
    country = UnicodeAttribute(null=True)
    emails = PlainListAttribute(default=list)
    phones = PlainListAttribute(default=list)
    status_id = UnicodeAttribute(null=True)
    status_reason_id = UnicodeAttribute(null=True)
    status_set_on = DayAttribute(null=True)
    status_due_on = DayAttribute(null=True)
    lead_source_id = UnicodeAttribute(null=True)
    lead_source_text = UnicodeAttribute(null=True)
    referred_by = UnicodeAttribute(null=True)
    who_sent_you = UnicodeAttribute(null=True)  # As typed on the form, where no code said it.
    who_sent_you_settled_at = UTCDateTimeAttribute(null=True)  # Since then no person need look into it.
    anniversary_on = DayAttribute(null=True)
    birthday_on = DayAttribute(null=True)
    contract_on = DayAttribute(null=True)
    custom_date_1_on = DayAttribute(null=True)
    custom_date_2_on = DayAttribute(null=True)
    custom_text_1 = UnicodeAttribute(null=True)
    custom_text_2 = UnicodeAttribute(null=True)
    custom_text_3 = UnicodeAttribute(null=True)
    custom_text_4 = UnicodeAttribute(null=True)
    call_warning = UnicodeAttribute(null=True)
    saturday_only = BooleanAttribute(default=False)
    allow_marketing = BooleanAttribute(default=False)
    allow_email_marketing = BooleanAttribute(default=False)
    family = PlainListAttribute(default=list)
    groups = PlainListAttribute(default=list)
    marketing_plans = PlainListAttribute(default=list)
    organization_id = UnicodeAttribute(null=True)
    location_id = UnicodeAttribute(null=True)
    notes = UnicodeAttribute(null=True)
    tasks = PlainListAttribute(default=list)
    picture_key = UnicodeAttribute(null=True)
    picture_at = UTCDateTimeAttribute(null=True)  # When it was uploaded or removed.
    consents = PlainListAttribute(default=list)
    source = UnicodeAttribute(null=True)  # form, import, staff
    created_at = UTCDateTimeAttribute()
    created_on = DayAttribute()
    updated_at = UTCDateTimeAttribute(null=True)
    external_updated_at = UnicodeAttribute(null=True)
    merged_into = UnicodeAttribute(null=True)
    joining = UnicodeAttribute(null=True)
    joined = PlainListAttribute(default=list)
    erased_at = UTCDateTimeAttribute(null=True)
    doubtful_of = UnicodeAttribute(null=True)
    answers = PlainMapAttribute(null=True)
    version = WholeAttribute(default=1)

    @classmethod
    def find(cls, client_id: str) -> "Client | None":
        """The client as it stands, strongly consistent, or None; an empty id is nobody's."""
        if not client_id:
            return None
        try:
            return cls.get(client_id, consistent_read=True)
        except cls.DoesNotExist:
            return None
