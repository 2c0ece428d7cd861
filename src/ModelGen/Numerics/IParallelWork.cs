using System.ComponentModel;

namespace ModelGen.Numerics;

/// <summary>Work in phases, each of which may be done in parts at the same time.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IParallelWork
{
    /// <summary>Does part <paramref name="part"/> (from 0) of <paramref name="parts"/> of a phase.</summary>
    void Run(int phase, int part, int parts);
}
