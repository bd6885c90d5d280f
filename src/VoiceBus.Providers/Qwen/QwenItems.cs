using System.Text.Json;
using VoiceBus.Providers.Recognition;

namespace VoiceBus.Providers.Qwen;

/// <summary>Puts the pieces of an utterance together, in the order in which the vendor began with them. Not thread-safe.</summary>
internal sealed class QwenItems
{
    private readonly List<Item> _items = [];

    /// <summary>Pieces that are recognised.</summary>
    public int Completed { get; private set; }

    /// <summary>All that was understood so far.</summary>
    public string Text => _items.Aggregate("", static (text, item) => TranscriptText.Join(text, item.Text));

    /// <summary>Takes an event of the transcription of a piece.</summary>
    /// <param name="isComplete">Whether it is its last.</param>
    /// <param name="root">The event: what may still change in it is its <c>stash</c>.</param>
    public void Take(JsonElement root, bool isComplete)
    {
        var item = Find(QwenSession.Text(root, "item_id"));
        item.Text = isComplete ? QwenSession.Text(root, "transcript") ?? "" : $"{QwenSession.Text(root, "text")}{QwenSession.Text(root, "stash")}";
        if (isComplete && !item.IsComplete)
            Completed++;
        item.IsComplete |= isComplete;
    }

    // Some regions give no ids: then it is the one that is not complete.
    private Item Find(string? id)
    {
        if (_items.Find(item => id is null ? !item.IsComplete : item.Id == id) is { } known)
            return known;
        var added = new Item(id);
        _items.Add(added);
        return added;
    }

    private sealed class Item(string? id)
    {
        public string? Id => id;

        public string Text { get; set; } = "";

        public bool IsComplete { get; set; }
    }
}
