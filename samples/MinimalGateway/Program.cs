var builder = WebApplication.CreateBuilder(args);
builder.Services.AddVoiceBus(builder.Configuration)
    .AddLocalSpeech()
    .AddBuiltInAssistant()
    .AddBuiltInTools();

var app = builder.Build();
app.MapVoiceBus();
app.Run();
