import Base
import Measures
import Reports

/// What was seen of the broker, as the report tells it.
extension Report {
    /// Fills in `broker.process`, `broker.sys`, and the columns of the time line.
    mutating func fill(beside books: BrokerBooks) {
        if let source = books.source, books.meter.samples > 0 {
            broker.process = Process(books, source, published: messages.all.published)
            fillTimeline(books.meter)
        }
        for (what, instant) in books.ended {
            faults.append(
                Fault(
                    seconds: Double(instant.nanoseconds) / 1e9,
                    what: "the broker ended: \(what) is no more", count: 1))
        }
        broker.sysMessages = books.sys?.messages ?? 0
        broker.sys = (books.sys?.entries ?? []).map { entry in
            var topic = SysTopic()
            topic.topic = entry.topic
            topic.first = entry.first
            topic.last = entry.last
            topic.firstSeconds = Double(entry.firstAt.nanoseconds) / 1e9
            topic.lastSeconds = Double(entry.lastAt.nanoseconds) / 1e9
            return topic
        }
    }

    private mutating func fillTimeline(_ meter: BrokerMeter) {
        let width = Int64((timeline.sliceSeconds * 1e9).rounded())
        for index in timeline.slices.indices {
            let start = Int64(index) * width
            let (cpu, memory) = meter.slice(from: start, to: start + width)
            timeline.slices[index].brokerCPU = cpu.map { ($0 * 1000).rounded() / 1000 }
            timeline.slices[index].brokerMemory = memory
        }
    }
}

extension Report.Process {
    init(_ books: BrokerBooks, _ source: BrokerBooks.Source, published: Int) {
        self.init()
        let meter = books.meter
        // What came after its end was no work of its.
        let messages = books.isOver ? meter.published : published
        self.source = source.rawValue
        cpuSeconds = meter.cpuSeconds
        cpuPerMessage = meter.cpuNanoseconds(perEachOf: messages).map { .nanoseconds(Int64($0)) }
        memoryBefore = meter.memoryBefore
        memoryPeak = meter.memoryPeak
        memoryAtFullFleet = meter.memoryAtFullFleet
        memoryPerConnection = meter.memoryPerConnection
        samples = meter.samples
    }
}
