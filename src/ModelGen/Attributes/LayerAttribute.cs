namespace ModelGen;

/// <summary>
/// A layer of a model in the stack form. Attributes apply to the class's input from top to bottom; each stands for the
/// extension method of the same name in <see cref="Layers"/>, with the same parameters in the same order. A layer of
/// one's own derives from this class and names its method with <see cref="LayerMethodAttribute"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public abstract class LayerAttribute : Attribute;
