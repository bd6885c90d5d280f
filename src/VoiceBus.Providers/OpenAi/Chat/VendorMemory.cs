using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace VoiceBus.Providers.OpenAi.Chat;

/// <summary>What was learned of each configured provider, shared by all of its clients and kept until the process ends. Thread-safe.</summary>
internal sealed class VendorMemory
{
    private readonly ConcurrentDictionary<string, Entry> _providers = new(StringComparer.Ordinal);

    /// <summary>What is known of a provider; nothing when another vendor or model goes by its name now.</summary>
    public Entry Of(string provider, OpenAiCompatibleOptions options)
    {
        var (url, model) = (options.Url, options.Model);
        return _providers.AddOrUpdate(
            provider, _ => new Entry(url, model), (_, known) => known.Url == url && known.Model == model ? known : new Entry(url, model));
    }

    /// <summary>What is known of one provider. Thread-safe.</summary>
    internal sealed class Entry(Uri url, string model)
    {
        private VendorHabits _habits = VendorHabits.None;

        public Uri Url => url;

        public string Model => model;

        /// <summary>As known now.</summary>
        public VendorHabits Habits => Volatile.Read(ref _habits);

        /// <summary>Adds to it.</summary>
        /// <returns>Whether anything was new.</returns>
        public bool Learn(Func<VendorHabits, VendorHabits> add) => ImmutableInterlocked.Update(ref _habits, add);
    }
}
