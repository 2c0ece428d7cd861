using System.Text.RegularExpressions;

namespace ModelGen.Cuda;

/// <summary>
/// A kernel as its PTX declares it: <c>.visible .entry Name(.param .align 8 .b8 x[16], .param .b32 n)</c>, an
/// <c>ArrayView</c> and a number. Arguments are one block of bytes, each at a multiple of its alignment.
/// </summary>
internal sealed partial class PtxEntry
{
    private readonly (int Offset, int Size)[] parameters;

    private PtxEntry(string name, string list)
    {
        Name = name;
        parameters = [.. Parameter().Matches(list).Select(Place)];
    }

    public string Name { get; }

    /// <summary>Bytes of the arguments.</summary>
    public int Size { get; private set; }

    public static IEnumerable<PtxEntry> All(string ptx) =>
        Entry().Matches(ptx).Select(match => new PtxEntry(match.Groups["name"].Value, match.Groups["list"].Value));

    private (int, int) Place(Match match)
    {
        var element = int.Parse(match.Groups["bits"].ValueSpan) / 8;
        var size = match.Groups["count"] is { Success: true } count ? element * int.Parse(count.ValueSpan) : element;
        var alignment = match.Groups["align"] is { Success: true } align ? int.Parse(align.ValueSpan) : element;
        var offset = (Size + alignment - 1) / alignment * alignment;
        Size = offset + size;
        return (offset, size);
    }

    /// <summary>The arguments as the kernel finds them.</summary>
    /// <exception cref="ArgumentException">The kernel takes others.</exception>
    public byte[] Pack(ReadOnlySpan<GpuArgument> arguments, CudaArena arena)
    {
        var fits = arguments.Length == parameters.Length;
        for (var i = 0; fits && i < arguments.Length; i++)
            fits = parameters[i].Size == (arguments[i].Kind == GpuArgumentKind.Span ? 16 : 4);
        if (!fits)
            throw new ArgumentException(
                $"{Name} takes ({string.Join(", ", parameters.Select(p => p.Size == 16 ? "ArrayView" : "number"))}) and " +
                $"was given ({string.Join(", ", arguments.ToArray())}).", nameof(arguments));

        var block = new byte[Size];
        for (var i = 0; i < arguments.Length; i++)
        {
            var at = block.AsSpan(parameters[i].Offset);
            if (arguments[i].Kind != GpuArgumentKind.Span)
            {
                BitConverter.TryWriteBytes(at, arguments[i].Bits);
                continue;
            }
            BitConverter.TryWriteBytes(at, (long)arena.At(arguments[i].Span.Offset));
            BitConverter.TryWriteBytes(at[8..], (long)arguments[i].Span.Length);
        }
        return block;
    }

    [GeneratedRegex(@"\.entry\s+(?<name>[\w$]+)\s*\((?<list>[^)]*)\)")]
    private static partial Regex Entry();

    [GeneratedRegex(@"\.param\s+(\.align\s+(?<align>\d+)\s+)?\.[a-z](?<bits>\d+)\s+[\w$]+(\[(?<count>\d+)\])?")]
    private static partial Regex Parameter();
}
