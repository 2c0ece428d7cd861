namespace Edge;

// samples/EdgeTraining makes the files; it compiles the same models, without weights.
[Weights("weights/keywords.safetensors")]
public sealed partial class KeywordNet;

[Weights("weights/fashion.safetensors")]
public sealed partial class FashionMlp;
