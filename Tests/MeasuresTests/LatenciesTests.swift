import Base
import Measures
import Testing

@Suite struct LatenciesTests {
    private let second = Instant(nanoseconds: 1_000_000_000)

    @Test func `latency counts from the due instant, service from the send`() {
        var latencies = Latencies()
        latencies.record(
            .puback, due: second, sent: second + .milliseconds(3), end: second + .milliseconds(5))
        latencies.record(.endToEnd, due: second, end: second + .milliseconds(7))
        #expect(latencies[.puback].maximum == 5_000_000)
        #expect(latencies.service(.puback).maximum == 2_000_000)
        #expect(latencies[.endToEnd].maximum == 7_000_000)
        #expect(latencies.service(.endToEnd).isEmpty)
    }

    @Test func `an end before the beginning is counted apart`() {
        var latencies = Latencies()
        latencies.record(.endToEnd, due: second, end: .zero)
        latencies.record(
            .endToEnd, due: Instant(nanoseconds: .max - 1), end: Instant(nanoseconds: .min))
        #expect(latencies.impossible == 2 && latencies[.endToEnd].isEmpty)
        latencies.record(
            .puback, due: .zero, sent: second, end: second.advanced(byNanoseconds: -1))
        #expect(latencies.impossible == 3 && latencies.service(.puback).isEmpty)
        #expect(latencies[.puback].count == 1)
    }

    @Test func `legs are those of the report, each in its own place`() {
        #expect(
            Leg.allCases.map(\.rawValue) == [
                "connect", "handshake", "connack", "suback", "puback", "pubrec", "pubcomp",
                "endToEnd", "will", "roundTrip", "shadow",
            ])
        #expect(Leg.allCases.map(\.index) == Array(0..<11))
    }

    @Test func `loops add up`() {
        var a = Latencies()
        var b = Latencies()
        for leg in Leg.allCases {
            a.record(leg, due: .zero, end: second)
            b.record(leg, due: .zero, sent: .zero, end: second)
        }
        b.record(.will, due: second, end: .zero)
        a.merge(b)
        #expect(Leg.allCases.allSatisfy { a[$0].count == 2 && a.service($0).count == 1 })
        #expect(a.impossible == 1)
    }

    @Test func `the generator's loops share a process`() {
        var a = GeneratorCounters()
        (a.cpuSeconds, a.maxResidentBytes, a.sendBufferFull) = (1, 500, 3)
        a.lateness.record(4)
        a.readDelay.record(5)
        var b = a
        b.maxResidentBytes = 400
        b.merge(a)
        #expect(b.cpuSeconds == 2 && b.maxResidentBytes == 500 && b.sendBufferFull == 6)
        #expect(b.lateness.count == 2 && b.readDelay.count == 2)
    }
}
