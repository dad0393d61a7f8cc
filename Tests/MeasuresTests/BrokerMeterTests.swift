import Base
import Measures
import Testing

@Suite struct BrokerMeterTests {
    private static let second: Int64 = 1_000_000_000

    private func instant(_ seconds: Double) -> Instant {
        Instant(nanoseconds: Int64(seconds * 1e9))
    }

    private func reading(_ cpu: Double?, _ memory: Int? = nil) -> BrokerMeter.Reading {
        BrokerMeter.Reading(cpuSeconds: cpu, memoryBytes: memory)
    }

    @Test func `time between two readings is spread over the slices that it fell into`() {
        var meter = BrokerMeter()
        let progress = BrokerMeter.Progress(of: 0)
        meter.observe(reading(7, 100), progress, at: instant(0.5))
        meter.observe(reading(8, 300), progress, at: instant(2.5))
        meter.observe(reading(8, 200), progress, at: instant(2.75))
        #expect(meter.cpuSeconds == 1)
        let slices = (0..<4).map { meter.slice(from: $0 * Self.second, to: ($0 + 1) * Self.second) }
        #expect(slices.map(\.memory) == [100, nil, 300, nil])
        #expect(slices[0].cpu == 0.5 && slices[1].cpu == 0.5 && slices[3].cpu == nil)
        // Half a second of half a processor and a quarter of none.
        #expect(abs(slices[2].cpu! - 1.0 / 3) < 1e-9)
        #expect(meter.slice(from: 0, to: 4 * Self.second).memory == 300)
        #expect(meter.samples == 3 && meter.memoryPeak == 300)
    }

    @Test func `memory of a connection is what came between none and all`() {
        var meter = BrokerMeter()
        func observe(_ memory: Int, _ connected: Int, _ at: Double) {
            meter.observe(
                reading(nil, memory), BrokerMeter.Progress(connected: connected, of: 100),
                at: instant(at))
        }
        observe(5_000_000, 0, 0)
        observe(5_050_000, 50, 1)
        #expect(meter.memoryPerConnection == nil && meter.memoryAtFullFleet == nil)
        observe(5_100_000, 100, 2)
        observe(9_000_000, 100, 3)
        #expect(meter.memoryPerConnection == 1000)
        #expect(meter.memoryBefore == 5_000_000 && meter.memoryAtFullFleet == 5_100_000)
        #expect(meter.memoryPeak == 9_000_000)
        #expect(meter.cpuSeconds == nil && meter.cpuNanoseconds(perEachOf: 10) == nil)
    }

    @Test func `a broker that was first seen with connections has no memory before`() {
        var meter = BrokerMeter()
        meter.observe(
            reading(nil, 7), BrokerMeter.Progress(connected: 1, of: 1), at: instant(0))
        #expect(meter.memoryBefore == nil && meter.memoryPerConnection == nil)
        #expect(meter.memoryAtFullFleet == 7)
    }

    @Test(arguments: [5000, 4000])
    func `a broker that fills room of before does not have free connections`(_ memory: Int) {
        var meter = BrokerMeter()
        meter.observe(reading(nil, 5000), BrokerMeter.Progress(of: 9), at: instant(0))
        meter.observe(
            reading(nil, memory), BrokerMeter.Progress(connected: 9, of: 9), at: instant(1))
        #expect(meter.memoryAtFullFleet == memory && meter.memoryPerConnection == nil)
    }

    @Test func `processor time is divided by messages, and not by none`() {
        var meter = BrokerMeter()
        meter.observe(reading(3), BrokerMeter.Progress(of: 1), at: instant(0))
        meter.observe(reading(5), BrokerMeter.Progress(of: 1, published: 9), at: instant(1))
        #expect(meter.cpuNanoseconds(perEachOf: 1000) == 2_000_000)
        #expect(meter.cpuNanoseconds(perEachOf: 0) == nil)
        #expect(meter.published == 9)
    }

    @Test(arguments: 1...10 as ClosedRange<UInt64>)
    func `a run of days keeps its sums in bounded room`(seed: UInt64) {
        var chance = SplitMix64(seed: seed)
        var meter = BrokerMeter()
        var at = Int64(chance.below(2_000_000_000))
        var cpu = chance.unit() * 100
        let begin = (at: at, cpu: cpu)
        var peak = 0
        for number in 0..<3000 {
            if number > 0 {
                // Now and then a look comes hours late.
                let wait = Int64(chance.below(chance.below(50) == 0 ? 7200 : 3) + 1)
                at += wait * Self.second / 3
                cpu += chance.unit() * Double(wait) / 3
            }
            let memory = chance.below(1 << 40)
            peak = max(peak, memory)
            meter.observe(
                reading(cpu, memory), BrokerMeter.Progress(of: 1),
                at: Instant(nanoseconds: at))
        }
        #expect(abs(meter.cpuSeconds! - (cpu - begin.cpu)) < 1e-6, "seed \(seed)")
        let whole = meter.slice(from: 0, to: at + 1)
        let share = (cpu - begin.cpu) * 1e9 / Double(at - begin.at)
        #expect(abs(whole.cpu! - share) < 1e-6, "seed \(seed)")
        #expect(whole.memory == peak && meter.memoryPeak == peak, "seed \(seed)")
        #expect(MemoryLayout.size(ofValue: meter) < 512)
        // Beyond what was seen there is nothing.
        #expect(meter.slice(from: .max / 2, to: .max / 2 + 1).cpu == nil)
    }
}

@Suite struct SysBooksTests {
    private func books(_ entries: (String, String)...) -> SysBooks {
        var books = SysBooks()
        for (second, entry) in entries.enumerated() {
            books.take(
                topic: Array(entry.0.utf8), payload: Array(entry.1.utf8),
                at: Instant(nanoseconds: Int64(second)))
        }
        return books
    }

    @Test func `of each topic the first and the last number stay`() {
        let books = books(("b", "2"), ("a", "1.5"), ("b", "3"), ("b", "-4"))
        let entries = books.entries
        #expect(entries.map(\.topic) == ["a", "b"])
        #expect(entries.map(\.first) == [1.5, 2] && entries.map(\.last) == [1.5, -4])
        #expect(entries[1].firstAt == .zero && entries[1].lastAt == Instant(nanoseconds: 3))
        #expect(books.messages == 4)
    }

    @Test(arguments: [
        "", "123 seconds", "mosquitto version 2.0", "nan", "inf", "0x10", "1e3", "--1", "1.2.3",
        "{\"a\":1}", String(repeating: "1", count: 41), ".",
    ])
    func `what is no number is counted and not kept`(_ payload: String) {
        let books = books(("a", payload))
        #expect(books.entries.isEmpty && books.messages == 1)
    }

    @Test func `neither many topics nor long ones fill memory`() {
        var books = SysBooks()
        for number in 0..<2000 {
            books.take(topic: "t/\(number)".utf8, payload: "1".utf8, at: .zero)
        }
        books.take(
            topic: [UInt8](repeating: 0x61, count: SysBooks.longest + 1), payload: "1".utf8,
            at: .zero)
        #expect(books.entries.count == SysBooks.most)
        // Those that are there are still written to.
        books.take(topic: "t/7".utf8, payload: "2".utf8, at: .zero)
        #expect(books.entries.first { $0.topic == "t/7" }?.last == 2)
        #expect(books.messages == 2002)
    }
}
