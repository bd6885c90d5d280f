namespace VoiceBus.Core.Speaking;

/// <summary>Takes what is left of a model's text when everything that is not language was taken out.</summary>
internal interface ISpokenText
{
    /// <summary>The next character; white space only as single blanks between words.</summary>
    void Add(char c);

    /// <summary>Takes back the blank that was added last.</summary>
    void RemoveSpace();

    /// <summary>A line is over.</summary>
    void Break();

    /// <summary>An emotion is shown here.</summary>
    void Show(Emotion emotion);
}
