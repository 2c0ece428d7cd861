using System.ComponentModel;

namespace ModelGen;

/// <summary>Whose derivative a backward pass starts from.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum GradientOrigin
{
    /// <summary>The model's own loss.</summary>
    Loss,

    /// <summary>The model's outputs, their derivatives given from outside.</summary>
    Output,
}
