namespace ModelGen;

/// <inheritdoc cref="Layers.Conv1D(Tensor, int, int, Activation, int, Padding, int, int, bool, Initializer, float, float, string?)"/>
public sealed class Conv1DAttribute : LayerAttribute
{
    /// <inheritdoc cref="Layers.Conv1D(Tensor, int, int, Activation, int, Padding, int, int, bool, Initializer, float, float, string?)"/>
    public Conv1DAttribute(
        int filters,
        int kernel,
        Activation activation = Activation.None,
        int stride = 1,
        Padding padding = Padding.Valid,
        int dilation = 1,
        int groups = 1,
        bool useBias = true,
        Initializer initializer = Initializer.Auto,
        float l1 = 0,
        float l2 = 0,
        string? name = null)
    {
    }

    /// <inheritdoc cref="Layers.Conv1D(Tensor, int, int, int, Activation, int, int, int, bool, Initializer, float, float, string?)"/>
    public Conv1DAttribute(
        int filters,
        int kernel,
        int padding,
        Activation activation = Activation.None,
        int stride = 1,
        int dilation = 1,
        int groups = 1,
        bool useBias = true,
        Initializer initializer = Initializer.Auto,
        float l1 = 0,
        float l2 = 0,
        string? name = null)
    {
    }
}

/// <inheritdoc cref="Layers.Conv3D(Tensor, int, int, Activation, int, Padding, int, bool, Initializer, float, float, string?)"/>
public sealed class Conv3DAttribute : LayerAttribute
{
    /// <inheritdoc cref="Layers.Conv3D(Tensor, int, int, Activation, int, Padding, int, bool, Initializer, float, float, string?)"/>
    public Conv3DAttribute(
        int filters,
        int kernel,
        Activation activation = Activation.None,
        int stride = 1,
        Padding padding = Padding.Valid,
        int dilation = 1,
        bool useBias = true,
        Initializer initializer = Initializer.Auto,
        float l1 = 0,
        float l2 = 0,
        string? name = null)
    {
    }

    /// <inheritdoc cref="Layers.Conv3D(Tensor, int, int, int, Activation, int, int, bool, Initializer, float, float, string?)"/>
    public Conv3DAttribute(
        int filters,
        int kernel,
        int padding,
        Activation activation = Activation.None,
        int stride = 1,
        int dilation = 1,
        bool useBias = true,
        Initializer initializer = Initializer.Auto,
        float l1 = 0,
        float l2 = 0,
        string? name = null)
    {
    }

    /// <inheritdoc cref="Layers.Conv3D(Tensor, int, int[], Activation, int[], int[], int[], bool, Initializer, float, float, string?)"/>
    public Conv3DAttribute(
        int filters,
        int[] kernel,
        Activation activation = Activation.None,
        int[]? stride = null,
        int[]? padding = null,
        int[]? dilation = null,
        bool useBias = true,
        Initializer initializer = Initializer.Auto,
        float l1 = 0,
        float l2 = 0,
        string? name = null)
    {
    }
}
