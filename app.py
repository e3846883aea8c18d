"""The composition root: every route, consumer and function that AWS can call; each body is one call.

All of them stand here and none on a Blueprint: Chalice deploys a Blueprint's event handler as
`chalicelib....name`, so this file and its logging would never run there (aws/chalice#1566). What a door
needs is imported inside it, so that no function pays at its cold start for what another one uses.
"""

from collections.abc import Mapping
from typing import Any

from chalice.app import Chalice, DynamoDBEvent, Request, Response, SNSEvent, SQSEvent

from chalicelib import logs

# The template puts the real ARNs of its own queues, streams and topics in their places.
QUEUE = "arn:aws:sqs:us-east-1:000000000000:placeholder"
STREAM = "arn:aws:dynamodb:us-east-1:000000000000:table/placeholder/stream/placeholder"
TOPIC = "arn:aws:sns:us-east-1:000000000000:placeholder"
PAGE = ["GET", "HEAD"]
ANY = ["*/*"]  # The form itself refuses other types, with a page.


class App(Chalice):
    """Chalice, serving also those who send no Accept header: with binary types `*/*` it would refuse them."""

    def __call__(self, event: Mapping[str, Any], context: Any) -> Any:
        headers = event.get("headers") or {}
        if not any(name.lower() == "accept" for name in headers):
            event = {**event, "headers": {**headers, "accept": "*/*"}}
        return super().__call__(event, context)


logs.configure()
app = App(app_name="studio-referrals", configure_logs=False)
# Everything is binary, pages too: API Gateway otherwise sends images as base64 text to some browsers.
app.api.binary_types = ["*/*"]


def request() -> Request:
    """The request that is being answered."""
    assert app.current_request is not None
    return app.current_request


@app.route("/", methods=PAGE, content_types=ANY)
def form_page() -> Response:
    """The public form."""
    from chalicelib.handlers import form

    return form.show(request())


@app.route("/r/{token}", methods=PAGE, content_types=ANY)
def referral_page(token: str) -> Response:  # noqa: ARG001 - Chalice passes what the path names
    """The public form by a referral link."""
    from chalicelib.handlers import form

    return form.show(request())


@app.route("/", methods=["POST"], content_types=ANY)
def submit_form() -> Response:
    """The public form is sent."""
    from chalicelib.handlers import form

    return form.submit(request())


@app.route("/r/{token}", methods=["POST"], content_types=ANY)
def submit_referral(token: str) -> Response:  # noqa: ARG001 - Chalice passes what the path names
    """The public form is sent by a referral link."""
    from chalicelib.handlers import form

    return form.submit(request())


@app.route("/r/{token}/share", methods=PAGE, content_types=ANY)
def share_page(token: str) -> Response:  # noqa: ARG001 - Chalice passes what the path names
    """The page to pass a referral link on from."""
    from chalicelib.handlers import share

    return share.show(request())


@app.route("/r/{token}/card", methods=PAGE, content_types=ANY)
def share_cards(token: str) -> Response:  # noqa: ARG001 - Chalice passes what the path names
    """Cards with a referral link, to print."""
    from chalicelib.handlers import share

    return share.cards(request())


@app.route("/r/{token}/qr.svg", methods=PAGE, content_types=ANY)
def share_code(token: str) -> Response:  # noqa: ARG001 - Chalice passes what the path names
    """A referral link as a picture for cameras."""
    from chalicelib.handlers import share

    return share.code(request())


@app.route("/preview", methods=PAGE, content_types=ANY)
def preview_page() -> Response:
    """The public form as an operator's draft would make it."""
    from chalicelib.handlers import form

    return form.preview(request())


@app.route("/preview/letter", methods=PAGE, content_types=ANY)
def preview_letter() -> Response:
    """A letter as somebody would get it, for the operator who writes it."""
    from chalicelib.handlers import letter_preview

    return letter_preview.show(request())


@app.route("/book", methods=PAGE, content_types=ANY)
def book() -> Response:
    """On to booking."""
    from chalicelib.handlers import booking

    return booking.book(request())


@app.route("/me/{signed}", methods=PAGE, content_types=ANY)
def own_page(signed: str) -> Response:  # noqa: ARG001 - Chalice passes what the path names
    """A client's own page."""
    from chalicelib.handlers import own_page as handler

    return handler.show(request())


@app.route("/me/{signed}", methods=["POST"], content_types=ANY)
def change_own_page(signed: str) -> Response:  # noqa: ARG001 - Chalice passes what the path names
    """A client chooses what we may send, or asks for a change."""
    from chalicelib.handlers import own_page as handler

    return handler.act(request())


@app.route("/unsubscribe/{token}", methods=PAGE, content_types=ANY)
def unsubscribe_page(token: str) -> Response:  # noqa: ARG001 - Chalice passes what the path names
    """Where a client may stop marketing."""
    from chalicelib.handlers import unsubscribe

    return unsubscribe.show(request())


@app.route("/unsubscribe/{token}", methods=["POST"], content_types=ANY)
def unsubscribe(token: str) -> Response:  # noqa: ARG001 - Chalice passes what the path names
    """A client stops marketing, by the page's button or a mail program's one click."""
    from chalicelib.handlers import unsubscribe as handler

    return handler.stop(request())


@app.route("/logo", methods=PAGE, content_types=ANY)
def logo() -> Response:
    """The studio's logo."""
    from chalicelib.handlers import logo as handler

    return handler.show(request())


@app.route("/share-picture", methods=PAGE, content_types=ANY)
def share_picture() -> Response:
    """The picture that shared links show."""
    from chalicelib.handlers import logo as handler

    return handler.show_shared(request())


@app.lambda_function(name="night")
def night(event: Any, context: Any) -> Any:
    """The night: woken every hour, or by hand with a request of its own."""
    from chalicelib.handlers import night as handler

    return handler.run(event, context)


@app.on_sqs_message(queue_arn=QUEUE, batch_size=1, name="night_worker")
def night_worker(event: SQSEvent) -> Any:
    """One page of the night."""
    from chalicelib.handlers import night as handler

    return handler.run_pages(event.to_dict(), event.context)


@app.on_dynamodb_record(stream_arn=STREAM, batch_size=100, name="evaluate", starting_position="TRIM_HORIZON")
def evaluate(event: DynamoDBEvent) -> Any:
    """Whatever a changed client, referral, session, invoice or reward means for referrals and triggers."""
    from chalicelib.handlers import events

    return events.evaluate(event.to_dict(), event.context)


@app.lambda_function(name="send")
def send(event: Any, context: Any) -> Any:
    """Sends notices: new ones as the stream brings them, due ones as the clock or a hand asks."""
    from chalicelib.handlers import notices

    return notices.send(event, context)


@app.on_sns_message(topic=TOPIC, name="mail_events")
def mail_events(event: SNSEvent) -> Any:
    """What became of sent letters."""
    from chalicelib.handlers import mail_events as handler

    return handler.record(event.to_dict(), event.context)


@app.on_sns_message(topic=TOPIC, name="text_events")
def text_events(event: SNSEvent) -> Any:
    """What became of sent texts, and what people answered."""
    from chalicelib.handlers import text_events as handler

    return handler.record(event.to_dict(), event.context)


@app.lambda_function(name="import_file")
def import_file(event: Any, context: Any) -> Any:
    """A file was put under `imports/`."""
    from chalicelib.handlers import imports

    return imports.start(event, context)


@app.on_sqs_message(queue_arn=QUEUE, batch_size=1, name="import_slice")
def import_slice(event: SQSEvent) -> Any:
    """One slice of a file."""
    from chalicelib.handlers import imports

    return imports.load_slices(event.to_dict(), event.context)


@app.lambda_function(name="record")
def record(event: Any, context: Any) -> Any:
    """One client, invoice or session, from the studio's own system."""
    from chalicelib.handlers import records

    return records.take(event, context)


@app.on_sqs_message(queue_arn=QUEUE, batch_size=10, name="record_queue")
def record_queue(event: SQSEvent) -> Any:
    """The same, by queue."""
    from chalicelib.handlers import records

    return records.take_queued(event.to_dict(), event.context)


@app.lambda_function(name="take_upload")
def take_upload(event: Any, context: Any) -> Any:
    """A picture was put under `uploads/`."""
    from chalicelib.handlers import uploads

    return uploads.take(event, context)


@app.lambda_function(name="console")
def console(event: Any, context: Any) -> Any:
    """A screen of the operators' console, as a custom widget of CloudWatch asks for it."""
    from chalicelib.handlers import console as handler

    return handler.answer(event, context)


@app.on_dynamodb_record(
    stream_arn=STREAM, batch_size=100, name="index_clients", starting_position="TRIM_HORIZON"
)
def index_clients(event: DynamoDBEvent) -> Any:
    """Puts changed clients where the console finds them."""
    from chalicelib.handlers import directory

    return directory.index(event.to_dict(), event.context)


@app.lambda_function(name="export_list")
def export_list(event: Any, context: Any) -> Any:
    """Writes a list of clients as a file, from where it stands until it is done or time is up."""
    from chalicelib.handlers import exports

    return exports.export(event, context)


@app.lambda_function(name="run_mailing")
def run_mailing(event: Any, context: Any) -> Any:
    """Makes a mailing's list, and sends it: as the console asks, as planned, or on from where it stood."""
    from chalicelib.handlers import mailings

    return mailings.run_mailing(event, context)


@app.lambda_function(name="fire_triggers")
def fire_triggers(event: Any, context: Any) -> Any:
    """Triggers: what the calendar brings and what is due, each quarter of an hour or by hand."""
    from chalicelib.handlers import triggers

    return triggers.fire_triggers(event, context)


@app.lambda_function(name="process_loyalty")
def process_loyalty(event: Any, context: Any) -> Any:
    """Loyalty rewards by hand: makes the list and pays it, as the console asks or on from where it stood."""
    from chalicelib.handlers import processings

    return processings.process_loyalty(event, context)
