using System.Diagnostics.CodeAnalysis;

namespace ModelGen;

/// <summary>The tokens that a model knows, numbered from 0. Immutable.</summary>
public sealed class Vocabulary
{
    /// <summary>The usual names of the token that fills short texts, and of the one that stands for all unknown ones.</summary>
    public const string PaddingName = "<pad>", UnknownName = "<unk>";

    private readonly string[] tokens;
    private readonly Dictionary<string, int> indices;

    /// <summary>A vocabulary of these tokens in this order.</summary>
    /// <param name="tokens">All different; the special ones among them.</param>
    /// <param name="padding">The token that fills short texts; null for none.</param>
    /// <param name="unknown">The token that stands for all that are not in the vocabulary; null for none.</param>
    /// <exception cref="ArgumentException">A token occurs twice, or a special one does not occur.</exception>
    public Vocabulary(IEnumerable<string> tokens, string? padding = PaddingName, string? unknown = UnknownName)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        this.tokens = [.. tokens];
        indices = new(this.tokens.Length, StringComparer.Ordinal);
        for (var i = 0; i < this.tokens.Length; i++)
        {
            if (!indices.TryAdd(this.tokens[i], i))
                throw new ArgumentException($"The token '{this.tokens[i]}' stands at {indices[this.tokens[i]]} and again at {i}.", nameof(tokens));
        }
        PaddingIndex = Special(padding);
        UnknownIndex = Special(unknown);
    }

    /// <summary>
    /// The vocabulary of a training set: first the special tokens, then the others by falling count, equally frequent ones
    /// in ordinal order.
    /// </summary>
    /// <param name="tokens">All tokens of all texts, each as often as it occurs.</param>
    /// <param name="minimumCount">Rarer tokens are left out.</param>
    /// <param name="maximumSize">The most tokens to take, special ones included; null for all.</param>
    /// <param name="padding">The token that fills short texts, at 0; null for none.</param>
    /// <param name="unknown">The token that stands for all others; null for none, so that others are mistakes.</param>
    /// <param name="special">More tokens that are always there, such as those of the beginning and the end of a text.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size has no room for the special tokens.</exception>
    public static Vocabulary Build(
        IEnumerable<string> tokens, int minimumCount = 1, int? maximumSize = null,
        string? padding = PaddingName, string? unknown = UnknownName, params IReadOnlyList<string> special)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentNullException.ThrowIfNull(special);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(minimumCount);
        string[] first = [.. new[] { padding, unknown }.OfType<string>(), .. special];
        var room = (maximumSize ?? int.MaxValue) - first.Length;
        ArgumentOutOfRangeException.ThrowIfNegative(room, nameof(maximumSize));
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var token in tokens)
            counts[token] = counts.GetValueOrDefault(token) + 1;
        foreach (var token in first)
            counts.Remove(token);
        return new(
            first.Concat(counts.Where(item => item.Value >= minimumCount)
                .OrderByDescending(item => item.Value).ThenBy(item => item.Key, StringComparer.Ordinal)
                .Select(item => item.Key).Take(room)),
            padding, unknown);
    }

    /// <summary>The number of tokens, special ones included: the size of an embedding.</summary>
    public int Count => tokens.Length;

    /// <summary>The tokens in the order of their numbers.</summary>
    public IReadOnlyList<string> Tokens => tokens;

    /// <summary>The number of the token that fills short texts; null if there is none.</summary>
    public int? PaddingIndex { get; }

    /// <summary>The number that all unknown tokens get; null if there is none.</summary>
    public int? UnknownIndex { get; }

    /// <summary>The token of a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such number.</exception>
    public string this[int index] => (uint)index < (uint)tokens.Length
        ? tokens[index]
        : throw new ArgumentOutOfRangeException(nameof(index), index, $"The vocabulary has {tokens.Length} tokens.");

    /// <summary>The number of a token; that of the unknown token if it is not in the vocabulary.</summary>
    /// <exception cref="ArgumentException">It is not in the vocabulary, and there is no token for unknown ones.</exception>
    public int this[string token] => TryGet(token, out var index)
        ? index.Value
        : UnknownIndex ?? throw new ArgumentException($"The vocabulary of {tokens.Length} tokens has no '{token}' and no token for unknown ones.", nameof(token));

    /// <summary>The number of a token, if it is in the vocabulary.</summary>
    public bool TryGet(string token, [NotNullWhen(true)] out int? index)
    {
        var found = indices.TryGetValue(token, out var value);
        index = found ? value : null;
        return found;
    }

    private int? Special(string? token)
    {
        if (token is null)
            return null;
        return TryGet(token, out var index)
            ? index
            : throw new ArgumentException($"The vocabulary lacks its special token '{token}'.", nameof(token));
    }
}
