namespace ModelGen.Compiler.Emit;

/// <summary>Writes what happens at one position of the longer or shorter axis that <see cref="Resample"/> makes.</summary>
/// <param name="code">Where to write, inside the loop over the positions.</param>
/// <param name="locals">The names in use.</param>
/// <param name="kind">The map.</param>
/// <param name="from">Elements that it starts from.</param>
/// <param name="to">Positions that it gives.</param>
/// <param name="behind">Elements of the axes behind, for each of these.</param>
/// <param name="rows">What is read, and what is written.</param>
/// <param name="isGradient">Whether the position hands its gradient to the elements that it was made of.</param>
/// <param name="accumulates">Whether what is written is added.</param>
internal sealed class ResampleText(
    CodeWriter code, LoopLocals locals, Resampling kind, int from, int to, int behind, string[] rows, bool isGradient, bool accumulates)
{
    public void Write(string o)
    {
        switch (kind)
        {
            case Resampling.Nearest:
                WriteNearest(o);
                break;
            case Resampling.Linear:
                WriteLinear(o);
                break;
            default:
                WriteAverage(o);
                break;
        }
    }

    private void WriteNearest(string o)
    {
        var near = Named("near", Element, Times($"{o} * {from} / {to}"));
        var at = Named("at", Position, Times(o));
        Vectors([near, at], (body, place) => Add(body, place, isGradient ? 0 : 1, place.Load(isGradient ? 1 : 0)));
    }

    // The place (o + ½) · from / to − ½ in parts of 1 / (2 · to).
    private void WriteLinear(string o)
    {
        string place = locals.Take("place"), index = locals.Take("lower"), share = locals.Take("share");
        code.Line($"var {place} = (nuint)Math.Max((2 * (int){o} + 1) * {from} - {to}, 0);   // in parts of 1/{2 * to}");
        code.Line($"var {index} = {place} / {2 * to};");
        code.Line($"var {share} = TVector.Create({place} % {2 * to} * {CodeWriter.Literal(1.0 / (2 * to))});   // of the upper element");
        var low = Named("low", Element, Times(index));
        var high = Named("high", Element, Times($"Math.Min({index} + 1, {from - 1})"));
        var at = Named("at", Position, Times(o));
        Vectors([low, high, at], (body, vector) =>
        {
            if (isGradient)
            {
                var part = locals.Take("part");
                body.Line($"var {part} = {vector.Load(2)} * {share};");
                body.Line($"({vector.Load(0)} + {vector.Load(2)} - {part}){vector.Store(0)}");
                body.Line($"({vector.Load(1)} + {part}){vector.Store(1)}");
            }
            else
            {
                var lower = locals.Take("d");
                body.Line($"var {lower} = {vector.Load(0)};");
                Add(body, vector, 2, $"TVector.MultiplyAdd({share}, {vector.Load(1)} - {lower}, {lower})");
            }
        });
    }

    private void WriteAverage(string o)
    {
        string first = locals.Take("first"), end = locals.Take("end"), share = locals.Take("share"), i = locals.Take("i");
        code.Line($"nuint {first} = {o} * {from} / {to}, {end} = (({o} + 1) * {from} + {to - 1}) / {to};");
        code.Line($"var {share} = TVector.Create(1f / ({end} - {first}));");
        var at = Named("at", Position, Times(o));
        var loop = $"for (var {i} = {first}; {i} < {end}; {i}++)";
        Vectors([Element, at], (body, vector) =>
        {
            var value = locals.Take(isGradient ? "part" : "sum");
            body.Line(isGradient ? $"var {value} = {vector.Load(1)} * {share};" : $"var {value} = TVector.Create(0);");
            body.Line(loop);
            using (body.Indent())
                body.Line(isGradient
                    ? $"({vector.Load(0, Times(i))} + {value}){vector.Store(0, Times(i))}"
                    : $"{value} += {vector.Load(0, Times(i))};");
            if (!isGradient) Add(body, vector, 1, $"({value} * {share})");
        });
    }

    private string Element => rows[isGradient ? 1 : 0];

    private string Position => rows[isGradient ? 0 : 1];

    private string Times(string index) => LoopWriter.Term(index, behind);

    private string Named(string name, string operand, string offset)
    {
        name = locals.Take(name);
        code.Line($"ref var {name} = ref At(ref {operand}, {offset});");
        return name;
    }

    // A gradient meets what other positions left there; everything else is written once.
    private void Add(CodeWriter body, VectorPlace place, int target, string value) =>
        body.Line((isGradient || accumulates ? $"({place.Load(target)} + {value})" : value) + place.Store(target));

    private void Vectors(string[] operands, Action<CodeWriter, VectorPlace> body) =>
        new VectorRow(new Loop(behind, false, operands.Select(_ => 1).ToArray()), "TVector", locals)
            .Write(code, locals.Take("c"), operands, 0, body);
}
