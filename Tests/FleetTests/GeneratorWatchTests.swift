import Base
import Measures
import Reports
import Testing

@testable import Fleet

@Suite struct GeneratorWatchTests {
    /// A thread's usage that tests wind on.
    private final class Meter {
        var busy = 0.0
        var waiting: Double? = 0
    }

    @Test
    func `each second is entered with its own lateness and its own cost`() {
        let meter = Meter()
        var watch = GeneratorWatch { ThreadUsage(busy: meter.busy, waiting: meter.waiting) }
        var counters = GeneratorCounters()
        watch.look(at: &counters, loop: 1, at: .zero)
        counters.lateness.record(40_000_000)
        meter.busy = 0.5
        watch.look(at: &counters, loop: 1, at: .zero + .milliseconds(999))
        #expect(counters.trial.loops.isEmpty, "the second is not over")
        watch.look(at: &counters, loop: 1, at: .zero + .seconds(1))
        #expect(counters.trial.loops.map(\.share) == [0.5])
        #expect(counters.trial.spells.map(\.symptom) == [.late])
        // The time after it is late again, since somebody else has the processor.
        counters.lateness.record(2_000_000)
        meter.busy = 0.7
        meter.waiting = 0.6
        watch.look(at: &counters, loop: 1, at: .zero + .seconds(3))
        #expect(counters.trial.loops.map(\.number) == [1])
        #expect(abs(counters.trial.loops[0].share! - 0.7 / 3) < 1e-9)
        #expect(counters.trial.spells.map(\.symptom) == [.late, .starved])
        #expect(abs(counters.trial.spells[1].worst - 0.75) < 1e-9)
    }

    @Test(arguments: [(100, 0), (250, 1)])
    func `the last part of a second counts when it is long enough`(
        _ milliseconds: Int, _ loops: Int
    ) {
        var watch = GeneratorWatch()
        var counters = GeneratorCounters()
        watch.end(&counters, loop: 0, at: .zero)
        watch.look(at: &counters, loop: 0, at: .zero)
        watch.end(&counters, loop: 0, at: .zero + .milliseconds(milliseconds))
        #expect(counters.trial.loops.count == loops)
    }

    /// Seconds late, busy and starved of two loops, and what the report makes of them.
    @Test
    func `reasons name the loop, the degree and the time`() {
        var counters = GeneratorCounters()
        for number in 0..<10 {
            var sample = GeneratorTrial.Sample(
                from: .zero + .seconds(number), until: .zero + .seconds(number + 1),
                latenessP99: 0, busy: 0.25)
            counters.trial.observe(sample, loop: 0)
            sample.busy = 0.99
            if number == 4 { sample.latenessP99 = 12_500_000 }
            if number == 4 { sample.waiting = 0.33 }
            counters.trial.observe(sample, loop: 1)
        }
        var generator = Report.Generator()
        generator.loops = 2
        generator.judge(counters, end: .zero + .seconds(10))
        #expect(generator.verdict == .degraded)
        #expect(generator.loopCPU == [0.25, 0.99])
        let reasons = generator.reasons.map {
            ($0.text.prefix(34), $0.fromSeconds, $0.untilSeconds)
        }
        #expect(reasons.count == 3)
        #expect(reasons[0] == ("loop 2 sent up to 12.5 ms late (p9", 4, 5))
        #expect(reasons[1] == ("loop 2 had work for up to 100% of ", 0, 10))
        #expect(reasons[2] == ("for up to 25% of what it had to do", 4, 5))
    }

    @Test
    func `reads that came late are a reason`() {
        var counters = GeneratorCounters()
        for _ in 0..<100 { counters.readDelay.record(20_000_000) }
        var generator = Report.Generator()
        generator.readDelayP99 = .milliseconds(20)
        generator.judge(counters, end: .zero + .seconds(10))
        #expect(generator.verdict == .degraded)
        #expect(
            generator.reasons.map(\.text)
                == ["one read in a hundred took what had come more than 20 ms before"])
    }

    @Test
    func `a run in time has a valid generator and no reasons`() throws {
        let run = try VirtualRun(
            """
            name: calm
            seed: 3
            fleets: [{name: sensors, model: sensor, count: 5, every: 1s, qos: 1}]
            applications: [{name: all, subscribe: {filter: sensors/#, qos: 1}}]
            phases: [{ramp: 1s}, {hold: 3s}]
            """)
        #expect(run.report.generator.verdict == .valid)
        #expect(run.report.generator.reasons.isEmpty)
        #expect(run.report.generator.loopCPU.isEmpty, "nobody measured the thread")
        #expect(run.report.value(at: "gap.endToEnd.p99") == 0)
    }
}
