using System.Buffers.Binary;

namespace ModelGen;

/// <summary>Whether an image file is there as a whole, and how large the image is.</summary>
internal static class ImageContainer
{
    private static ReadOnlySpan<byte> PngSignature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    private static readonly uint[] CrcTable = [.. Enumerable.Range(0, 256).Select(index =>
    {
        var value = (uint)index;
        for (var bit = 0; bit < 8; bit++)
            value = (value & 1) != 0 ? 0xEDB88320 ^ (value >> 1) : value >> 1;
        return value;
    })];

    public static (int Width, int Height) Check(string name, ReadOnlySpan<byte> file)
    {
        if (file.StartsWith(PngSignature))
            return CheckPng(name, file);
        if (file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8]))
            return CheckJpeg(name, file);
        if (file.StartsWith("BM"u8))
            return CheckBmp(name, file);
        throw new DataFormatException(name, "byte 0", "expected a PNG, JPEG or BMP file, found none of their signatures");
    }

    /// <summary>Chunks of length, type, data and checksum, from IHDR to IEND (ISO/IEC 15948, 5.3).</summary>
    private static (int Width, int Height) CheckPng(string name, ReadOnlySpan<byte> file)
    {
        (int Width, int Height) size = default;
        var at = PngSignature.Length;
        while (true)
        {
            if (file.Length - at < 12)
                throw Truncated(name, file);
            var length = BinaryPrimitives.ReadUInt32BigEndian(file[at..]);
            if (length > file.Length - at - 12)
                throw Truncated(name, file);
            var type = file.Slice(at + 4, 4);
            var checksum = BinaryPrimitives.ReadUInt32BigEndian(file[(at + 8 + (int)length)..]);
            if (Crc(file.Slice(at + 4, 4 + (int)length)) != checksum)
                throw new DataFormatException(name, $"byte {at}", $"damaged PNG: the chunk {Printable(type)} does not match its checksum");
            if (type.SequenceEqual("IHDR"u8) && length >= 8)
                size = Size(name, at + 8, BinaryPrimitives.ReadInt32BigEndian(file[(at + 8)..]), BinaryPrimitives.ReadInt32BigEndian(file[(at + 12)..]));
            else if (size.Width == 0)
                throw new DataFormatException(name, $"byte {at}", "damaged PNG: the first chunk is not IHDR");
            if (type.SequenceEqual("IEND"u8))
                return size;
            at += 12 + (int)length;
        }
    }

    /// <summary>
    /// Segments of a marker and a length, and compressed data after each start of scan, to the end-of-image marker
    /// (ITU-T T.81, B.1).
    /// </summary>
    private static (int Width, int Height) CheckJpeg(string name, ReadOnlySpan<byte> file)
    {
        (int Width, int Height) size = default;
        var at = 2;
        while (true)
        {
            while (at < file.Length && !IsMarker(file, at))     // fill bytes, and compressed data
                at++;
            if (at >= file.Length)
                throw Truncated(name, file);
            var marker = file[at + 1];
            if (marker == 0xD9)
            {
                return size.Width > 0
                    ? size
                    : throw new DataFormatException(name, $"byte {at}", "damaged JPEG: the image ends before its size is given");
            }
            if (file.Length - at < 4)
                throw Truncated(name, file);
            var length = BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
            if (length > file.Length - at - 2)
                throw Truncated(name, file);
            // Start of frame: precision, height, width. C4, C8 and CC are tables.
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC) && length >= 7)
                size = Size(name, at + 5, BinaryPrimitives.ReadUInt16BigEndian(file[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(file[(at + 5)..]));
            at += 2 + length;
        }

        // Not a stuffed or fill byte, and none of the restart markers, which stand alone.
        static bool IsMarker(ReadOnlySpan<byte> file, int at) =>
            file[at] == 0xFF && at + 1 < file.Length && file[at + 1] is not (0x00 or 0x01 or 0xFF or (>= 0xD0 and <= 0xD7));
    }

    /// <summary>A header with the file's size, the place of the pixels, width and height.</summary>
    private static (int Width, int Height) CheckBmp(string name, ReadOnlySpan<byte> file)
    {
        if (file.Length < 26)
            throw Truncated(name, file);
        var pixels = BinaryPrimitives.ReadUInt32LittleEndian(file[10..]);
        var old = BinaryPrimitives.ReadUInt32LittleEndian(file[14..]) == 12;      // OS/2: 16-bit sizes
        int width = old ? BinaryPrimitives.ReadUInt16LittleEndian(file[18..]) : BinaryPrimitives.ReadInt32LittleEndian(file[18..]);
        int height = old ? BinaryPrimitives.ReadUInt16LittleEndian(file[20..]) : BinaryPrimitives.ReadInt32LittleEndian(file[22..]);
        var bits = old ? BinaryPrimitives.ReadUInt16LittleEndian(file[24..]) : file.Length < 30 ? 0 : BinaryPrimitives.ReadUInt16LittleEndian(file[28..]);
        var size = Size(name, 18, width, height == int.MinValue ? 0 : Math.Abs(height));      // negative: top row first
        var stride = ((long)size.Width * bits + 31) / 32 * 4;
        return pixels + stride * size.Height <= file.Length ? size : throw Truncated(name, file);
    }

    private static (int Width, int Height) Size(string name, int at, int width, int height) =>
        width > 0 && height > 0
            ? (width, height)
            : throw new DataFormatException(name, $"byte {at}", $"an image of {width} × {height} pixels is impossible");

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
            crc = CrcTable[(byte)(crc ^ value)] ^ (crc >> 8);
        return ~crc;
    }

    private static string Printable(ReadOnlySpan<byte> type) =>
        string.Concat(type.ToArray().Select(value => value is > 32 and < 127 ? ((char)value).ToString() : $"\\x{value:X2}"));

    private static DataFormatException Truncated(string name, ReadOnlySpan<byte> file) =>
        new(name, $"byte {file.Length}", "the file ends within the image: it is truncated");
}
