namespace ModelGen;

/// <summary>How an image of another size comes to the wanted one.</summary>
public enum ImageFit
{
    /// <summary>The whole image; its sides may change their ratio.</summary>
    Stretch,

    /// <summary>The largest part in the middle that has the wanted ratio.</summary>
    Cover,
}

/// <summary>
/// A folder with a folder of PNG, JPEG or BMP files for each class, read when they are needed: column 0 holds the image,
/// values from 0 to 1, column 1 the number of its class. Classes and files are in ordinal order of their names.
/// </summary>
/// <example><code>
/// var (test, train) = ImageFolder.Open("flowers", 64, 64).Split(0.2);
/// var augmented = train.Transform(ImageTransforms.For(64, 64, 3).RandomHorizontalFlip().RandomCrop(64, 64, padding: 6));
/// model.Fit(augmented.Prefetch(), new() { Validation = test });
/// </code></example>
public sealed class ImageFolder : RandomAccessSource
{
    private static readonly string[] Extensions = [".png", ".jpg", ".jpeg", ".bmp"];

    private readonly string[] files;
    private readonly int[] labels;
    private readonly ImageShape shape;
    private readonly ImageFit fit;
    private readonly int threads;

    private ImageFolder(string[] files, int[] labels, IReadOnlyList<string> classes, ImageShape shape, ImageFit fit, int threads)
    {
        (this.files, this.labels, this.shape, this.fit, this.threads) = (files, labels, shape, fit, threads);
        ClassNames = classes;
        Schema =
        [
            new("image", ElementType.Real, shape.Length),
            new("label", ElementType.Index, 1, classes.Count) { ClassNames = classes },
        ];
    }

    /// <summary>Lists a folder; no image is read yet.</summary>
    /// <param name="path">The folder of the classes' folders.</param>
    /// <param name="height">Rows that each image is brought to.</param>
    /// <param name="width">Pixels in a row that each image is brought to.</param>
    /// <param name="channels">1 for grey, 3 for colour.</param>
    /// <param name="classes">The names of the classes' folders in the order of their numbers; null for those that are there.</param>
    /// <param name="fit">How images of another size come to this one.</param>
    /// <param name="threads">Threads that read the images of a batch.</param>
    /// <exception cref="DataFormatException">There is no folder, or one that is no class; or a class has no folder or no images.</exception>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static ImageFolder Open(
        string path, int height, int width, int channels = 3, IReadOnlyList<string>? classes = null,
        ImageFit fit = ImageFit.Stretch, int threads = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        if (channels is not (1 or 3 or 4))
            throw new ArgumentOutOfRangeException(nameof(channels), channels, "Expected 1, 3 or 4 channels.");
        string[] folders = [.. Directory.GetDirectories(path).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];
        if (folders.Length == 0)
            throw new DataFormatException(path, "folder", "expected a folder for each class, found none");
        classes ??= folders;
        if (folders.FirstOrDefault(folder => !classes.Contains(folder)) is { } surplus)
            throw new DataFormatException(path, $"folder '{surplus}'", $"expected one of {string.Join(", ", classes)}");

        var files = new List<string>();
        var labels = new List<int>();
        foreach (var (label, name) in classes.Index())
        {
            if (!folders.Contains(name))
                throw new DataFormatException(path, "folder", $"the class '{name}' has no folder");
            string[] found = [.. Directory.GetFiles(Path.Combine(path, name))
                .Where(file => Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
                .Order(StringComparer.Ordinal)];
            if (found.Length == 0)
                throw new DataFormatException(path, $"folder '{name}'", $"expected images ({string.Join(", ", Extensions)}), found none");
            files.AddRange(found);
            labels.AddRange(Enumerable.Repeat(label, found.Length));
        }
        return new([.. files], [.. labels], classes, new(height, width, channels), fit, threads);
    }

    /// <inheritdoc/>
    public override int Count => files.Length;

    /// <inheritdoc/>
    public override IReadOnlyList<ColumnInfo> Schema { get; }

    /// <summary>The names of the classes, by number.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>The files, by sample.</summary>
    public IReadOnlyList<string> Files => files;

    /// <inheritdoc/>
    public override void Fill(Batch batch, ReadOnlySpan<int> samples)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.Begin(samples.Length);
        var chosen = samples.ToArray();
        if (batch.Columns.Count > 1)
        {
            var numbers = batch.IndicesToFill(1);
            for (var i = 0; i < chosen.Length; i++)
                numbers[i] = labels[chosen[i]];
        }
        if (threads == 1)
        {
            for (var i = 0; i < chosen.Length; i++)
                Read(i);
            return;
        }
        try
        {
            Parallel.For(0, chosen.Length, new() { MaxDegreeOfParallelism = threads }, Read);
        }
        catch (AggregateException exception) when (exception.InnerExceptions.Count > 0)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
        }

        void Read(int i) => this.Read(files[chosen[i]], batch.RealsToFill(0).Slice(i * shape.Length, shape.Length));
    }

    private void Read(string file, Span<float> values)
    {
        var image = ImageFile.Read(file, shape.Channels);
        var (height, width, channels) = image.Shape;
        var transforms = ImageTransforms.For(height, width, channels);
        if (fit == ImageFit.Cover)
        {
            // The larger ratio of the two sides is cut down to the wanted one.
            transforms = transforms.CenterCrop(
                Math.Clamp((int)Math.Round((double)width * shape.Height / shape.Width), 1, height),
                Math.Clamp((int)Math.Round((double)height * shape.Width / shape.Height), 1, width));
        }
        if (transforms.Shape != shape)
            transforms = transforms.Resize(shape.Height, shape.Width);
        transforms.Apply(image.Values, values);
    }
}
