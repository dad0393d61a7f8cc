import Base
import Glibc
import Reactor
import Testing

/// The loop on the kernel's pipes and clock; waits are milliseconds.
@Suite struct EpollLoopTests {
    @Test(arguments: [true, false])
    func `deadlines come in order and never early`(precise: Bool) throws {
        var loop = try EpollLoop(precise: precise)
        let start = loop.now
        // Parts of a millisecond, which epoll's own time-out cannot count.
        let delays: [Int64] = [2_300_000, 700_000, 1_500_000, 700_000]
        for (number, delay) in delays.enumerated() {
            loop.wake(Link(number), at: start.advanced(byNanoseconds: delay))
        }
        for number in [1, 3, 2, 0] {
            #expect(loop.next(until: .never) == .due(Link(number)))
            #expect(loop.now.nanoseconds(since: start) >= delays[number])
        }
        let limit = loop.now + .microseconds(300)
        #expect(loop.next(until: limit) == nil)
        #expect(loop.now >= limit)
    }

    @Test func `loops of one origin agree on the time`() throws {
        let origin = EpollLoop.clock()
        var first = try EpollLoop(origin: origin)
        var second = try EpollLoop(origin: origin)
        let early = first.refresh()
        let middle = second.refresh()
        #expect(early >= .zero)
        #expect(middle >= early)
        #expect(first.refresh() >= middle)
    }

    @Test func `another thread ends an endless wait, once for many calls`() throws {
        var loop = try EpollLoop()
        let waker = loop.waker
        waker.wake()
        waker.wake()
        #expect(loop.next(until: .never) == .woken)
        #expect(loop.next(until: .zero) == nil)
        var thread = pthread_t()
        let context = Unmanaged.passRetained(Box(waker))
        pthread_create(
            &thread, nil,
            { context in
                Unmanaged<Box>.fromOpaque(context!).takeRetainedValue().waker.wake()
                return nil
            }, context.toOpaque())
        #expect(loop.next(until: .never) == .woken)
        pthread_join(thread, nil)
    }

    @Test func `what is watched is told, for as long as it lasts`() throws {
        var loop = try EpollLoop()
        let (reader, writer) = try pipes()
        try loop.watch(reader, as: 42, for: .readable)
        #expect(loop.next(until: .zero) == nil)
        send(writer)
        #expect(loop.next(until: .never) == .ready(token: 42, .readable))
        #expect(loop.next(until: .zero) == .ready(token: 42, .readable))
        loop.change(reader, to: [])
        #expect(loop.next(until: .zero) == nil)
        loop.change(reader, to: .readable)
        loop.rename(reader, to: -7)
        #expect(loop.next(until: .zero) == .ready(token: -7, .readable))
    }

    @Test func `an event that is here already is not told of what was forgotten`() throws {
        var loop = try EpollLoop()
        let (first, firstWriter) = try pipes()
        let (second, secondWriter) = try pipes()
        try loop.watch(first, as: 1, for: .readable)
        try loop.watch(second, as: 2, for: .readable)
        send(firstWriter)
        send(secondWriter)
        // Both are in one batch; whichever comes first, the other is forgotten.
        let event = loop.next(until: .never)
        let other = event == .ready(token: 1, .readable) ? (second, 2) : (first, 1)
        loop.forget(other.0)
        var told: [Event] = []
        for _ in 0..<3 {
            if let next = loop.next(until: .zero) { told.append(next) }
            if told.count == 1 {
                loop.forget(event == .ready(token: 1, .readable) ? first : second)
            }
        }
        #expect(!told.contains(.ready(token: other.1, .readable)))
    }

    @Test func `a flood of deadlines does not hide what the kernel has to say`() throws {
        var loop = try EpollLoop()
        let (reader, writer) = try pipes()
        try loop.watch(reader, as: 0, for: .readable)
        send(writer)
        var wakes = 0
        loop.wake(Link(0), at: .zero)
        while case .due(let link) = loop.next(until: .never) {
            loop.wake(link, at: .zero)
            wakes += 1
            try #require(wakes < 100_000)
        }
        #expect(wakes > 0)
    }

    private final class Box {
        let waker: LoopWaker
        init(_ waker: LoopWaker) { self.waker = waker }
    }

    private func pipes() throws -> (Descriptor, Descriptor) {
        var numbers: [Int32] = [0, 0]
        try #require(pipe(&numbers) == 0)
        return (Descriptor(owning: numbers[0]), Descriptor(owning: numbers[1]))
    }

    private func send(_ writer: Descriptor) {
        var byte: UInt8 = 1
        _ = write(writer.number, &byte, 1)
    }
}
