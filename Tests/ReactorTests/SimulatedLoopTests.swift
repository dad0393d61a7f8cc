import Base
import Reactor
import Testing

@Suite struct SimulatedLoopTests {
    @Test func `the clock jumps to what is due, and no further than the limit`() {
        var loop = SimulatedLoop()
        loop.wake(Link(1), at: .zero + .hours(1))
        loop.wake(Link(0), at: .zero + .hours(2))
        #expect(loop.next(until: .zero + .minutes(1)) == nil)
        #expect(loop.now == .zero + .minutes(1))
        #expect(loop.next(until: .never) == .due(Link(1)))
        #expect(loop.now == .zero + .hours(1))
        #expect(loop.next(until: .never) == .due(Link(0)))
        #expect(loop.next(until: .never) == nil)
        #expect(loop.now == .zero + .hours(2))
    }

    @Test func `a later request replaces an earlier one, and never withdraws it`() {
        var loop = SimulatedLoop()
        loop.wake(Link(0), at: .zero + .seconds(1))
        loop.wake(Link(0), at: .zero + .seconds(3))
        loop.wake(Link(1), at: .zero + .seconds(2))
        loop.wake(Link(2), at: .zero)
        loop.wake(Link(2), at: .never)
        #expect(loop.next(until: .never) == .due(Link(1)))
        #expect(loop.next(until: .never) == .due(Link(0)))
        #expect(loop.next(until: .never) == nil)
    }

    @Test func `a deadline in the past does not turn the clock back`() {
        var loop = SimulatedLoop()
        _ = loop.next(until: .zero + .seconds(5))
        loop.wake(Link(0), at: .zero + .seconds(1))
        #expect(loop.next(until: .never) == .due(Link(0)))
        #expect(loop.now == .zero + .seconds(5))
    }
}
