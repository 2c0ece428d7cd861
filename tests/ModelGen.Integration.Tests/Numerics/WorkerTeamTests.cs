using ModelGen.Numerics;
using ModelGen.Tests;

namespace ModelGen.Tests.Numerics;

public class WorkerTeamTests
{
    private sealed class Counting(int members) : IParallelWork
    {
        public readonly int[] Calls = new int[members];
        public readonly int[] Threads = new int[members];
        public int Phases, Parts;

        public void Run(int phase, int part, int parts)
        {
            Interlocked.Increment(ref Calls[part]);
            Interlocked.Add(ref Phases, phase);
            Threads[part] = Environment.CurrentManagedThreadId;
            Parts = parts;
        }
    }

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3), InlineData(7)]
    public void Every_part_runs_once_and_part_zero_on_the_caller(int members)
    {
        using var team = new WorkerTeam(members);
        var work = new Counting(members);
        for (var run = 0; run < 500; run++)
        {
            team.Run(work, run);
            Assert.All(work.Calls, calls => Assert.Equal(run + 1, calls));
        }
        Assert.Equal(members, team.Size);
        Assert.Equal(members, work.Parts);
        Assert.Equal(members * (499 * 500 / 2), work.Phases);
        Assert.Equal(Environment.CurrentManagedThreadId, work.Threads[0]);
        Assert.Equal(members, work.Threads.Distinct().Count());
    }

    [Fact]
    public void Sleeping_members_wake()
    {
        using var team = new WorkerTeam(3);
        var work = new Counting(3);
        for (var run = 0; run < 20; run++)
        {
            Thread.Sleep(3);
            team.Run(work, 0);
        }
        Assert.All(work.Calls, calls => Assert.Equal(20, calls));
    }

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3)]
    public void A_run_allocates_nothing(int members)
    {
        using var team = new WorkerTeam(members);
        var work = new Counting(members);
        for (var run = 0; run < 50; run++) team.Run(work, 0);
        Assert.Equal(0, Allocation.Of(() =>
        {
            for (var run = 0; run < 50; run++) team.Run(work, 0);
        }));
    }

    private sealed class Failing(int failingPart) : IParallelWork
    {
        public int Done;

        public void Run(int phase, int part, int parts)
        {
            if (phase == 1 && part == failingPart) throw new FormatException($"part {part}");
            Interlocked.Increment(ref Done);
        }
    }

    [Theory]
    [InlineData(0), InlineData(2)]
    public void What_a_member_throws_reaches_the_caller_after_all_are_done(int failingPart)
    {
        using var team = new WorkerTeam(3);
        var work = new Failing(failingPart);
        var thrown = Assert.Throws<FormatException>(() => team.Run(work, 1));
        Assert.Equal($"part {failingPart}", thrown.Message);
        Assert.Equal(2, work.Done);
        team.Run(work, 0);
        Assert.Equal(5, work.Done);
    }

    private sealed class Nested(WorkerTeam team) : IParallelWork
    {
        public void Run(int phase, int part, int parts)
        {
            if (part == 0) team.Run(this, phase);
        }
    }

    [Fact]
    public void A_team_does_not_run_within_its_own_run()
    {
        using var team = new WorkerTeam(2);
        Assert.Throws<InvalidOperationException>(() => team.Run(new Nested(team), 0));
        team.Run(new Counting(2), 0);
    }

    private sealed class Remembering : IParallelWork
    {
        public Thread? Worker;

        public void Run(int phase, int part, int parts)
        {
            if (part == 1) Worker = Thread.CurrentThread;
        }
    }

    [Fact]
    public void Dispose_ends_the_threads()
    {
        var team = new WorkerTeam(2);
        var work = new Remembering();
        team.Run(work, 0);
        Assert.True(work.Worker!.IsBackground);
        team.Dispose();
        team.Dispose();
        Assert.False(work.Worker.IsAlive);
        Assert.Throws<ObjectDisposedException>(() => team.Run(work, 0));
    }

    [Fact]
    public void A_team_needs_a_member() => Assert.Throws<ArgumentOutOfRangeException>(() => new WorkerTeam(0));
}
