using System.Buffers.Binary;
using System.IO.Compression;

namespace ModelGen;

/// <summary>
/// A file in the IDX format of the MNIST family (http://yann.lecun.com/exdb/mnist/): two zero bytes, the element type,
/// the number of axes, one big-endian 32-bit length per axis, the elements big-endian, last axis fastest. Read plain or
/// compressed with gzip, whichever it is.
/// </summary>
public sealed class IdxFile
{
    private const int LargestRank = 8;

    private readonly byte[] elements;
    private readonly Element type;

    private enum Element : byte
    {
        UnsignedByte = 0x08,
        SignedByte = 0x09,
        Int16 = 0x0B,
        Int32 = 0x0C,
        Single = 0x0D,
        Double = 0x0E,
    }

    private IdxFile(string path, Element type, int[] shape, byte[] elements) =>
        (Path, this.type, Shape, this.elements) = (path, type, shape, elements);

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The lengths of the axes; the first counts the samples.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>Reads a file, plain or gzip.</summary>
    /// <exception cref="DataFormatException">It is not whole and sound IDX; says at which byte (uncompressed).</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IdxFile Read(string path)
    {
        using var file = File.OpenRead(path);
        return Read(file, path);
    }

    /// <summary>As <see cref="Read(string)"/>, from a stream that can seek.</summary>
    /// <param name="stream">Positioned at the start of the format.</param>
    /// <param name="name">For messages.</param>
    public static IdxFile Read(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var start = stream.Position;
        var compressed = stream.ReadByte() == 0x1F && stream.ReadByte() == 0x8B;
        stream.Position = start;
        if (!compressed)
            return Parse(stream, name);
        using var unzipped = new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true);
        return Parse(unzipped, name);
    }

    private static IdxFile Parse(Stream stream, string name)
    {
        var position = 0L;
        try
        {
            Span<byte> magic = stackalloc byte[4];
            Fill(magic, "the magic number");
            if (magic[0] != 0 || magic[1] != 0)
                throw Bad(0, $"expected two zero bytes of an IDX file, found 0x{magic[0]:X2}{magic[1]:X2}");
            var type = (Element)magic[2];
            if (!Enum.IsDefined(type))
                throw Bad(2, $"expected an element type (0x08, 0x09, 0x0B to 0x0E), found 0x{magic[2]:X2}");
            if (magic[3] is 0 or > LargestRank)
                throw Bad(3, $"expected 1 to {LargestRank} axes, found {magic[3]}");

            var shape = new int[magic[3]];
            long bytes = Size(type);
            Span<byte> length = stackalloc byte[4];
            for (var axis = 0; axis < shape.Length; axis++)
            {
                var at = position;
                Fill(length, $"the length of axis {axis}");
                shape[axis] = BinaryPrimitives.ReadInt32BigEndian(length);
                if (shape[axis] < 0 || (bytes *= shape[axis]) > Array.MaxLength)
                    throw Bad(at, $"axis {axis} is {(uint)shape[axis]} long, which is more than an array can hold");
            }

            var elements = ReadElements(bytes);
            if (stream.ReadByte() >= 0)
                throw Bad(position, $"expected the end of the file after {string.Join(" × ", shape)} elements, found more");
            return new(name, type, shape, elements);
        }
        catch (InvalidDataException error)
        {
            throw new DataFormatException(name, $"byte {position}", $"damaged gzip data ({error.Message})", error);
        }

        void Fill(Span<byte> buffer, string what)
        {
            var read = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            if (read < buffer.Length)
                throw Bad(position + read, $"the file ends within {what}, {buffer.Length - read} bytes early");
            position += read;
        }

        // Grows with what is really there, so that a false header cannot claim memory.
        byte[] ReadElements(long bytes)
        {
            var read = 0;
            var buffer = new byte[Math.Min(bytes, 1 << 20)];
            while (true)
            {
                var now = stream.ReadAtLeast(buffer.AsSpan(read), buffer.Length - read, throwOnEndOfStream: false);
                read += now;
                position += now;
                if (read < buffer.Length)
                    throw Bad(position, $"the file ends within the elements: expected {bytes} bytes of them, found {read}");
                if (read == bytes)
                    return buffer;
                Array.Resize(ref buffer, (int)Math.Min(bytes, 4L * buffer.Length));
            }
        }

        DataFormatException Bad(long at, string problem) => new(name, $"byte {at}", problem);
    }

    /// <summary>The elements as reals.</summary>
    /// <param name="divisor">What each element is divided by; 255 brings bytes to [0, 1].</param>
    public float[] ToReals(float divisor = 1)
    {
        var reals = new float[elements.Length / Size(type)];
        for (var i = 0; i < reals.Length; i++)
            reals[i] = type is Element.UnsignedByte ? elements[i] / divisor : (float)Number(i) / divisor;
        return reals;
    }

    /// <summary>The elements as integers.</summary>
    /// <exception cref="DataFormatException">An element is no whole number; says at which byte.</exception>
    public int[] ToIndices()
    {
        var indices = new int[elements.Length / Size(type)];
        for (var i = 0; i < indices.Length; i++)
        {
            var number = Number(i);
            indices[i] = number == Math.Floor(number) && Math.Abs(number) <= int.MaxValue
                ? (int)number
                : throw new DataFormatException(Path, $"byte {4 + 4 * Shape.Count + (long)i * Size(type)}",
                    FormattableString.Invariant($"expected a whole number, found {number}"));
        }
        return indices;
    }

    private double Number(int index)
    {
        var bytes = elements.AsSpan(index * Size(type), Size(type));
        return type switch
        {
            Element.UnsignedByte => bytes[0],
            Element.SignedByte => (sbyte)bytes[0],
            Element.Int16 => BinaryPrimitives.ReadInt16BigEndian(bytes),
            Element.Int32 => BinaryPrimitives.ReadInt32BigEndian(bytes),
            Element.Single => BinaryPrimitives.ReadSingleBigEndian(bytes),
            _ => BinaryPrimitives.ReadDoubleBigEndian(bytes),
        };
    }

    private static int Size(Element type) => type switch
    {
        Element.UnsignedByte or Element.SignedByte => 1,
        Element.Int16 => 2,
        Element.Int32 or Element.Single => 4,
        _ => 8,
    };
}
