using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Reflection.Emit;

namespace ModelGen.Emulation;

/// <summary>A method as its instructions; its variables are its parameters and then its locals.</summary>
[RequiresUnreferencedCode("It reads bodies of methods.")]
internal sealed class MethodText
{
    private static readonly Dictionary<short, OpCode> codes = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    private MethodText(MethodBase method, MethodBody body, IReadOnlyList<Instruction> instructions)
    {
        Method = method;
        Instructions = instructions;
        Parameters = [.. method.GetParameters().Select(parameter => parameter.ParameterType)];
        Locals = [.. body.LocalVariables.Select(local => local.LocalType)];
        HasHandlers = body.ExceptionHandlingClauses.Count > 0;
    }

    public MethodBase Method { get; }

    public IReadOnlyList<Instruction> Instructions { get; }

    public IReadOnlyList<Type> Parameters { get; }

    public IReadOnlyList<Type> Locals { get; }

    public bool HasHandlers { get; }

    /// <summary>The variable that an instruction reads, writes or takes the address of, or −1.</summary>
    public int Variable(Instruction instruction) => instruction.Code.Name switch
    {
        "ldarg" or "starg" or "ldarga" => (int)instruction.Operand!,
        "ldloc" or "stloc" or "ldloca" => (int)instruction.Operand! + Parameters.Count,
        _ => -1,
    };

    /// <returns>Null if it has no body of instructions.</returns>
    public static MethodText? Of(MethodBase method)
    {
        if (method.GetMethodBody() is not { } body)
            return null;
        var bytes = body.GetILAsByteArray()!;
        var reader = new OperandReader(method, bytes);
        var read = new List<Instruction>();
        var indices = new Dictionary<int, int>();
        while (reader.Position < bytes.Length)
        {
            indices[reader.Position] = read.Count;
            short value = bytes[reader.Position++];
            if (value == 0xFE)
                value = (short)(0xFE00 | bytes[reader.Position++]);
            var code = codes[value];
            read.Add(LongForm(code, reader.Read(code)));
        }
        return new(method, body, [.. read.Select(instruction => instruction.Operand switch
        {
            Target target => instruction with { Operand = new Target(indices[target.Index]) },
            Target[] targets => instruction with { Operand = targets.Select(t => new Target(indices[t.Index])).ToArray() },
            _ => instruction,
        })]);
    }

    private static Instruction LongForm(OpCode code, object? operand)
    {
        var parts = code.Name!.Split('.');
        return (parts[0], parts[^1]) switch
        {
            ("ldarg", var index) => new(OpCodes.Ldarg, Index(index)),
            ("starg", _) => new(OpCodes.Starg, operand),
            ("ldarga", _) => new(OpCodes.Ldarga, operand),
            ("ldloc", var index) => new(OpCodes.Ldloc, Index(index)),
            ("stloc", var index) => new(OpCodes.Stloc, Index(index)),
            ("ldloca", _) => new(OpCodes.Ldloca, operand),
            ("ldc", "m1") => new(OpCodes.Ldc_I4, -1),
            ("ldc", var number) when parts[1] == "i4" && parts.Length == 3 => new(OpCodes.Ldc_I4, Index(number)),
            (_, "s") when operand is Target => new(LongBranch(code), operand),
            _ => new(code, operand),
        };

        int Index(string index) => int.TryParse(index, out var number) ? number : (int)operand!;
    }

    private static OpCode LongBranch(OpCode code)
    {
        var name = code.Name![..^2];
        return codes.Values.Single(other => other.Name == name);
    }

    [RequiresUnreferencedCode("It reads bodies of methods.")]
    private sealed class OperandReader(MethodBase method, byte[] bytes)
    {
        private readonly Type[]? typeArguments =
            method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null;
        private readonly Type[]? methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;

        public int Position { get; set; }

        public object? Read(OpCode code) => code.OperandType switch
        {
            OperandType.InlineNone => null,
            OperandType.ShortInlineI => (int)(sbyte)Take(1)[0],
            OperandType.ShortInlineVar => (int)Take(1)[0],
            OperandType.InlineVar => (int)BitConverter.ToUInt16(Take(2)),
            OperandType.InlineI => Int(),
            OperandType.InlineI8 => BitConverter.ToInt64(Take(8)),
            OperandType.ShortInlineR => BitConverter.ToSingle(Take(4)),
            OperandType.InlineR => BitConverter.ToDouble(Take(8)),
            OperandType.ShortInlineBrTarget => Jump((sbyte)Take(1)[0]),
            OperandType.InlineBrTarget => Jump(Int()),
            OperandType.InlineSwitch => Switch(),
            OperandType.InlineString => method.Module.ResolveString(Int()),
            OperandType.InlineMethod => method.Module.ResolveMethod(Int(), typeArguments, methodArguments),
            OperandType.InlineField => method.Module.ResolveField(Int(), typeArguments, methodArguments),
            OperandType.InlineType => method.Module.ResolveType(Int(), typeArguments, methodArguments),
            OperandType.InlineTok => method.Module.ResolveMember(Int(), typeArguments, methodArguments),
            _ => throw new NotSupportedException($"{code.Name} is not emulated"),
        };

        private int Int() => BitConverter.ToInt32(Take(4));

        private Target Jump(int distance) => new(Position + distance);

        private Target[] Switch()
        {
            var distances = new int[Int()];
            for (var i = 0; i < distances.Length; i++)
                distances[i] = Int();
            var next = Position;
            return [.. distances.Select(distance => new Target(next + distance))];
        }

        private ReadOnlySpan<byte> Take(int count)
        {
            Position += count;
            return bytes.AsSpan(Position - count, count);
        }
    }
}
