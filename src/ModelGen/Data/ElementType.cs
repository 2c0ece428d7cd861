namespace ModelGen;

/// <summary>What a column of data holds.</summary>
public enum ElementType
{
    /// <summary>32-bit floats: features, pixels, regression targets, one-hot or soft labels.</summary>
    Real,

    /// <summary>32-bit integers: class labels, tokens, categories. Counted from 0.</summary>
    Index,
}
