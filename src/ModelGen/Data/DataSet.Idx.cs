namespace ModelGen;

public sealed partial class DataSet
{
    /// <summary>Images and labels of the MNIST family, from two IDX files, plain or gzip.</summary>
    /// <param name="images">The file of images: bytes, first axis the samples.</param>
    /// <param name="labels">The file of labels: one per image.</param>
    /// <param name="classNames">What the labels mean, in reports.</param>
    /// <param name="scaled">Whether pixels of 0 to 255 become 0 to 1.</param>
    /// <exception cref="DataFormatException">A file is not sound, or they do not belong together.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static DataSet ReadIdx(string images, string labels, IReadOnlyList<string>? classNames = null, bool scaled = true)
    {
        var pixels = IdxFile.Read(images);
        var classes = IdxFile.Read(labels);
        if (pixels.Shape.Count < 2)
            throw new DataFormatException(images, "byte 3", $"expected images of at least 1 axis each, found {pixels.Shape.Count - 1}");
        if (classes.Shape.Count != 1)
            throw new DataFormatException(labels, "byte 3", $"expected labels with 1 axis, found {classes.Shape.Count}");
        if (classes.Shape[0] != pixels.Shape[0])
        {
            throw new DataFormatException(labels, "byte 4",
                $"expected {pixels.Shape[0]} labels, as many as {images} has images, found {classes.Shape[0]}");
        }
        var length = pixels.Shape.Skip(1).Aggregate(1, (product, axis) => product * axis);
        if (length == 0)
            throw new DataFormatException(images, "byte 8", "expected images with pixels, found an axis of length 0");
        return new(new DataColumn(pixels.ToReals(scaled ? 255 : 1), length, "image"),
            new DataColumn(classes.ToIndices(), 1, "label", classNames));
    }
}
