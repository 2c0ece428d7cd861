namespace Edge;

/// <summary>Pictures of clothing and what they show, from two small files in the format of MNIST.</summary>
public sealed class Pictures
{
    public const int Side = 28, Pixels = Side * Side;

    private const int ImageHeader = 16, LabelHeader = 8;

    private Pictures(float[] images, int[] labels) => (Images, Labels) = (images, labels);

    /// <summary>Grey values from 0 to 1, picture after picture.</summary>
    public float[] Images { get; }

    public int[] Labels { get; }

    public int Count => Labels.Length;

    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="FormatException">There are not as many labels as images.</exception>
    public static Pictures Read(string folder)
    {
        var images = File.ReadAllBytes(Path.Combine(folder, "images.idx3-ubyte"));
        var labels = File.ReadAllBytes(Path.Combine(folder, "labels.idx1-ubyte"));
        var count = labels.Length - LabelHeader;
        if (count < 0 || images.Length != ImageHeader + count * Pixels)
            throw new FormatException($"The files in {folder} do not belong together.");
        return new Pictures(
            Array.ConvertAll(images[ImageHeader..], grey => grey / 255f), Array.ConvertAll(labels[LabelHeader..], label => (int)label));
    }

    /// <summary>Some of them, as a camera that hangs upside down sees them.</summary>
    public Pictures UpsideDown(int first, int count)
    {
        var turned = new float[count * Pixels];
        for (var i = 0; i < turned.Length; i++)
            turned[i] = Images[(first + i / Pixels) * Pixels + Pixels - 1 - i % Pixels];
        return new Pictures(turned, Labels[first..(first + count)]);
    }
}
