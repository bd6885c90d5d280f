namespace VoiceBus;

/// <summary>What a dropped-in assembly adds to a server; named by <see cref="VoiceBusPlugInAttribute"/>. It needs a constructor without parameters.</summary>
public interface IVoiceBusPlugIn
{
    /// <summary>Adds providers and services while the server is put together. What it throws is reported, and nothing of it stays.</summary>
    void Add(IVoiceBusBuilder builder);
}

/// <summary>Names the entry of an assembly that is a plug-in; nothing else of it is looked at.</summary>
/// <param name="entry">A type that implements <see cref="IVoiceBusPlugIn"/>.</param>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class VoiceBusPlugInAttribute(Type entry) : Attribute
{
    /// <summary>The entry.</summary>
    public Type Entry => entry;
}
