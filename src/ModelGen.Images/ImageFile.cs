using StbImageSharp;

namespace ModelGen;

/// <summary>An image that was read from a file.</summary>
/// <param name="Shape">Its size.</param>
/// <param name="Values">From 0 to 1, row after row, the channels of a pixel side by side.</param>
public sealed record DecodedImage(ImageShape Shape, float[] Values);

/// <summary>Reads PNG, JPEG and BMP files, by StbImageSharp, which is managed code throughout.</summary>
public static class ImageFile
{
    /// <summary>The most pixels of an image that is read: 100 million, so that a false header cannot claim all memory.</summary>
    public const int MostPixels = 100_000_000;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file; its content decides the format, not its name.</param>
    /// <param name="channels">
    /// 1 for grey (0.30 red + 0.59 green + 0.11 blue), 3 for red, green and blue, 4 with opacity; files with others are
    /// converted.
    /// </param>
    /// <exception cref="DataFormatException">It is truncated, damaged, too large or of another format; says at which byte.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static DecodedImage Read(string path, int channels = 3) => Decode(path, File.ReadAllBytes(path), channels);

    /// <summary>As <see cref="Read"/>, of a file's content.</summary>
    /// <param name="name">For messages.</param>
    /// <param name="content">The content.</param>
    /// <param name="channels">1, 3 or 4.</param>
    public static DecodedImage Decode(string name, byte[] content, int channels = 3)
    {
        ArgumentNullException.ThrowIfNull(content);
        var components = channels switch
        {
            1 => ColorComponents.Grey,
            3 => ColorComponents.RedGreenBlue,
            4 => ColorComponents.RedGreenBlueAlpha,
            _ => throw new ArgumentOutOfRangeException(nameof(channels), channels, "Expected 1, 3 or 4 channels."),
        };
        // The decoder fills what is missing with grey, so that completeness is checked before.
        var (width, height) = ImageContainer.Check(name, content);
        if ((long)width * height > MostPixels)
            throw new DataFormatException(name, "header", $"{width} × {height} pixels are more than {MostPixels}");
        ImageResult decoded;
        try
        {
            decoded = ImageResult.FromMemory(content, components);
        }
        catch (Exception exception) when (exception is InvalidOperationException or IndexOutOfRangeException or ArgumentException or NotSupportedException or OverflowException)
        {
            throw new DataFormatException(name, "image data", $"it cannot be decoded ({exception.Message})", exception);
        }
        var values = new float[checked(decoded.Width * decoded.Height * channels)];
        for (var i = 0; i < values.Length; i++)
            values[i] = decoded.Data[i] / 255f;
        return new(new(decoded.Height, decoded.Width, channels), values);
    }
}
