using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using GiftCards.Benchmarks.Accounts;
using GiftCards.Benchmarks.Circuits;
using GiftCards.Benchmarks.Load;
using GiftCards.Benchmarks.Questions;

if (args is ["load", ..])
{
    await new LoadCommand(args).RunAsync();
    return 0;
}

if (args is ["questions", ..])
{
    await new QuestionCommand(args).RunAsync();
    return 0;
}

if (args is ["circuits", ..])
{
    await new CircuitCommand(args).RunAsync();
    return 0;
}

if (args is ["enumeration", ..])
{
    return await EnumerationCommand.RunAsync(args.ElementAtOrDefault(1));
}

// In process and briefly: what is compared is ratios within one run, on whatever machine this is.
var config = DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance));
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config);
return 0;
