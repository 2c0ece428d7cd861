namespace ModelGen.Ptx;

/// <summary>What the user of the tool has to know, as a sentence.</summary>
internal sealed class PtxException(string message, Exception? inner = null) : Exception(message, inner);
