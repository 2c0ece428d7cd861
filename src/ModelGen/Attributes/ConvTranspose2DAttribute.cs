namespace ModelGen;

/// <inheritdoc cref="Layers.ConvTranspose2D(Tensor, int, int, Activation, int, int, int, int, int, bool, Initializer, float, float, string?)"/>
public sealed class ConvTranspose2DAttribute : LayerAttribute
{
    /// <inheritdoc cref="Layers.ConvTranspose2D(Tensor, int, int, Activation, int, int, int, int, int, bool, Initializer, float, float, string?)"/>
    public ConvTranspose2DAttribute(
        int filters,
        int kernel,
        Activation activation = Activation.None,
        int stride = 1,
        int padding = 0,
        int outputPadding = 0,
        int dilation = 1,
        int groups = 1,
        bool useBias = true,
        Initializer initializer = Initializer.Auto,
        float l1 = 0,
        float l2 = 0,
        string? name = null)
    {
    }

    /// <inheritdoc cref="Layers.ConvTranspose2D(Tensor, int, int[], Activation, int[], int[], int[], int[], int, bool, Initializer, float, float, string?)"/>
    public ConvTranspose2DAttribute(
        int filters,
        int[] kernel,
        Activation activation = Activation.None,
        int[]? stride = null,
        int[]? padding = null,
        int[]? outputPadding = null,
        int[]? dilation = null,
        int groups = 1,
        bool useBias = true,
        Initializer initializer = Initializer.Auto,
        float l1 = 0,
        float l2 = 0,
        string? name = null)
    {
    }
}
