using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ModelGen;

/// <summary>Where a column of a <see cref="DataFile"/> lies, and how its numbers are written.</summary>
internal sealed class FileColumn
{
    private readonly string path;
    private readonly TensorElement element;

    private FileColumn(string path, TensorElement element, ColumnInfo info, int count, long start) =>
        (this.path, this.element, Info, Count, Start) = (path, element, info, count, start);

    public ColumnInfo Info { get; }

    public int Count { get; }

    /// <summary>The byte of the file at which the first sample begins.</summary>
    public long Start { get; }

    public int ElementSize => element.Size();

    /// <param name="path">The file, for messages.</param>
    /// <param name="entry">The tensor.</param>
    /// <param name="dataStart">The byte of the file that the tensor's place is counted from.</param>
    /// <param name="classNames">What its integers mean.</param>
    /// <param name="expectedLength">Values per sample; 0 for any number.</param>
    /// <param name="expectedCount">Samples; null for any number.</param>
    public static FileColumn Of(
        string path, TensorEntry entry, long dataStart, IReadOnlyList<string>? classNames, int expectedLength, int? expectedCount)
    {
        SafeTensorsException Mistake(string what) => new($"{path}: tensor '{entry.Name}' ({string.Join(", ", entry.Shape)}) {what}.");

        if (entry.Shape.Length == 0)
            throw Mistake("has no axis of samples");
        var length = entry.Shape.Skip(1).Aggregate(1L, (product, axis) => product * axis);
        if (length is 0 or > int.MaxValue / 8)
            throw Mistake($"has {length} values per sample");
        if (expectedLength > 0 && length != expectedLength)
            throw Mistake($"has {length} values per sample, expected {expectedLength}");
        if (expectedCount is { } count && entry.Shape[0] != count)
            throw Mistake($"has {entry.Shape[0]} samples, the first column has {count}");
        ElementType type = entry.Element switch
        {
            TensorElement.F64 or TensorElement.F32 or TensorElement.F16 or TensorElement.BF16 or TensorElement.U8 => ElementType.Real,
            TensorElement.I64 or TensorElement.I32 => ElementType.Index,
            _ => throw Mistake($"is {entry.Element}; a column is F32, F64, F16, BF16, U8, I32 or I64"),
        };
        return new(path, entry.Element, new(entry.Name, type, (int)length) { ClassNames = classNames }, entry.Shape[0], dataStart + entry.From);
    }

    public void ToReals(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        if (element == TensorElement.F32 && BitConverter.IsLittleEndian)
        {
            MemoryMarshal.Cast<byte, float>(bytes).CopyTo(values);
            return;
        }
        for (var i = 0; i < values.Length; i++)
        {
            var number = bytes.Slice(i * ElementSize, ElementSize);
            values[i] = element switch
            {
                TensorElement.F64 => (float)BinaryPrimitives.ReadDoubleLittleEndian(number),
                TensorElement.F32 => BinaryPrimitives.ReadSingleLittleEndian(number),
                TensorElement.F16 => (float)BinaryPrimitives.ReadHalfLittleEndian(number),
                TensorElement.BF16 => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(number) << 16),
                _ => number[0],
            };
        }
    }

    public void ToIndices(ReadOnlySpan<byte> bytes, Span<int> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var number = bytes.Slice(i * ElementSize, ElementSize);
            var value = element == TensorElement.I32
                ? BinaryPrimitives.ReadInt32LittleEndian(number)
                : BinaryPrimitives.ReadInt64LittleEndian(number);
            values[i] = value == (int)value
                ? (int)value
                : throw new DataFormatException(path, $"tensor '{Info.Name}'", $"{value} needs more than 32 bits");
        }
    }
}
