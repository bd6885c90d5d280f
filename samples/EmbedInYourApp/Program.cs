using EmbedInYourApp;
using Microsoft.Extensions.AI;

var builder = WebApplication.CreateBuilder(args);
var orders = new Orders();
builder.Services.AddSingleton(orders);

// The model is your chat client, the tool a C# function of yours; speech is what runs on this machine.
builder.Services.AddVoiceBus(builder.Configuration)
    .AddLocalSpeech()
    .AddChatClient("clerk", new ClerkChatClient())
    .AddTool(AIFunctionFactory.Create(orders.StatusOf, "order_status", "Says where an order is."))
    .AddEventObserver<TurnCounter>();

var app = builder.Build();
app.MapGet("/orders/{id:int}", (int id, Orders known) => known.StatusOf(id)); // Your endpoints, as ever.
app.MapGet("/turns", () => TurnCounter.Turns);
app.MapVoiceBus();
app.Run();
