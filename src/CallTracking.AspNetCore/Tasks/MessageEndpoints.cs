using CallTracking.Access;
using CallTracking.AspNetCore.Calls;
using CallTracking.AspNetCore.Http;
using CallTracking.Storage;
using CallTracking.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CallTracking.AspNetCore.Tasks;

/// <summary>Messages inside the company. What came to oneself needs no permission.</summary>
internal static class MessageEndpoints
{
    private const int Standard = 50;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var api = new ApiGroup(routes, "messages");
        api.ForEmployees("GET", "/messages", InboxAsync)
            .Is("listMessages", "Lists what came to the employee, the latest first.")
            .Query(new ApiParameter("unread", ParameterKind.Flag, "Only what was not read."), ApiParameter.Cursor, ApiParameter.Limit(MessageBook.MaxLimit, Standard))
            .Answers<MessagePageBody>();
        api.ForEmployees("GET", "/messages/sent", SentAsync)
            .Is("listSentMessages", "Lists what the employee sent, the latest first.")
            .Query(ApiParameter.Cursor, ApiParameter.Limit(MessageBook.MaxLimit, Standard)).Answers<MessagePageBody>();
        api.ForEmployees("GET", "/messages/unread/count", CountAsync).Is("countUnreadMessages", "Counts what the employee has not read.").Answers<CountBody>();
        api.ForEmployees("GET", "/messages/{id:guid}", GetAsync)
            .Is("getMessage", "Reads a message that the employee sent or received.").Answers<ReceivedMessageBody>().MayBeMissing();
        api.ForEmployees("GET", "/messages/{id:guid}/receipts", ReceiptsAsync)
            .Is("listMessageReceipts", "Lists who received a message and when he read it; for who sent it.").Answers<MessageReceiptList>().MayBeMissing();
        api.ForEmployees("POST", "/messages/read", ReadAsync)
            .Is("markMessagesRead", "Notes that the employee has read messages.").Takes<ReadRequest>().Answers<CountBody>();
        api.Post("/messages", Permission.MessagesSend, SendAsync)
            .Is("sendMessage", "Sends a message to colleagues.").Takes<MessageRequest>().Answers<MessageBody>(201).MayFail(409);
    }

    private static async Task<IResult> InboxAsync(HttpContext http, MessageBook book, CancellationToken cancellationToken)
    {
        var query = new Query(http);
        return Show(await book.InboxAsync(
            http.Caller(), new MessageFilter { OnlyUnread = query.Flag("unread") ?? false }, query.Cursor<PageCursor>(PageCursor.TryParse),
            query.Limit(MessageBook.MaxLimit, Standard), cancellationToken).ConfigureAwait(false));
    }

    private static async Task<IResult> SentAsync(HttpContext http, MessageBook book, CancellationToken cancellationToken)
    {
        var query = new Query(http);
        return Show(await book.SentAsync(
            http.Caller(), null, query.Cursor<PageCursor>(PageCursor.TryParse), query.Limit(MessageBook.MaxLimit, Standard), cancellationToken)
            .ConfigureAwait(false));
    }

    private static async Task<IResult> CountAsync(HttpContext http, MessageBook book, CancellationToken cancellationToken) => Answers.Json(
        new CountBody(await book.CountUnreadAsync(http.Caller(), null, cancellationToken).ConfigureAwait(false)), ApiJson.Strict.CountBody);

    private static async Task<IResult> GetAsync(Guid id, HttpContext http, MessageBook book, CancellationToken cancellationToken) => Answers.Json(
        ReceivedMessageBody.Of(Answers.Found(await book.GetAsync(http.Caller(), id, cancellationToken).ConfigureAwait(false))),
        ApiJson.Strict.ReceivedMessageBody);

    private static async Task<IResult> ReceiptsAsync(Guid id, HttpContext http, MessageBook book, CancellationToken cancellationToken)
    {
        var receipts = Answers.Found(await book.ReceiptsAsync(http.Caller(), id, cancellationToken).ConfigureAwait(false));
        return Answers.Json(new MessageReceiptList([.. receipts.Select(MessageReceiptBody.Of)]), ApiJson.Strict.MessageReceiptList);
    }

    private static async Task<IResult> ReadAsync(HttpContext http, MessageBook book, CancellationToken cancellationToken)
    {
        var request = await Body.ReadAsync(http, ApiJson.Strict.ReadRequest, cancellationToken).ConfigureAwait(false);
        var count = await book.MarkReadAsync(http.Caller(), Texts.List(request.Ids, "ids", MessageBook.MaxLimit), cancellationToken).ConfigureAwait(false);
        return Answers.Json(new CountBody(count), ApiJson.Strict.CountBody);
    }

    private static async Task<IResult> SendAsync(HttpContext http, MessageBook book, CancellationToken cancellationToken)
    {
        var request = await Body.ReadAsync(http, ApiJson.Strict.MessageRequest, cancellationToken).ConfigureAwait(false);
        var message = await book.SendAsync(http.Caller(), request.ToDraft(), cancellationToken).ConfigureAwait(false);
        return Answers.Json(MessageBody.Of(message), ApiJson.Strict.MessageBody, 201);
    }

    private static IResult Show(MessagePage page) => Answers.Json(
        new MessagePageBody([.. page.Messages.Select(ReceivedMessageBody.Of)], page.Next?.ToString()), ApiJson.Strict.MessagePageBody);
}
