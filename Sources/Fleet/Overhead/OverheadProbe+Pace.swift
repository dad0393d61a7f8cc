import Base
import MQTT
import Reactor
import Transports

/// How fast messages go.
extension OverheadProbe {
    /// What one turn of a row tells.
    struct Turn {
        /// Many on their way at once where the transport lets them.
        var many: OverheadPace
        /// One message in one write; each waits for the answer to the one before, where there are
        /// any.
        var single: OverheadPace
    }

    mutating func turn() throws(OverheadTrouble) -> Turn {
        try open()
        for _ in 0..<Self.prelude { try message() }
        let single =
            isAnswered
            ? try pace { probe throws(OverheadTrouble) in try probe.message() }
            : try flood(batch: 1)
        let many: OverheadPace =
            if isHTTP {
                // It never has more than one on its way.
                single
            } else if isAnswered {
                try fillWindow()
            } else {
                try flood(batch: order.window)
            }
        close()
        return Turn(many: many, single: single)
    }

    /// Each message over a connection of its own.
    mutating func freshTurn() throws(OverheadTrouble) -> Turn {
        let pace = try pace { probe throws(OverheadTrouble) in
            try probe.open()
            try probe.message()
            probe.leave()
        }
        net.settle(until: net.refresh() + .seconds(3))
        return Turn(many: pace, single: pace)
    }

    /// Repeats `step`, which sends one message, until the turn is over.
    private mutating func pace(
        _ step: (inout OverheadProbe) throws(OverheadTrouble) -> Void
    ) throws(OverheadTrouble) -> OverheadPace {
        var pace = OverheadPace()
        let (start, cpu) = (net.refresh(), Usage.threadSeconds())
        repeat {
            try step(&self)
            pace.messages += 1
        } while net.refresh() < start + order.turn
        pace.cpu = Usage.threadSeconds() - cpu
        pace.time = net.now - start
        return pace
    }

    /// Keeps the window full; ends when all is acknowledged.
    private mutating func fillWindow() throws(OverheadTrouble) -> OverheadPace {
        var pace = OverheadPace()
        let (start, cpu, first) = (net.refresh(), Usage.threadSeconds(), sent)
        while net.now < start + order.turn {
            while sent - answered < order.window, try publish() {}
            flush()
            try advance("acknowledgement")
        }
        while answered < sent { try advance("acknowledgement") }
        pace.messages = sent - first
        pace.time = net.refresh() - start
        pace.cpu = Usage.threadSeconds() - cpu
        return pace
    }

    /// Sends what nobody acknowledges as fast as the broker reads it, `batch` messages in a write;
    /// ends when all has come to the broker.
    private mutating func flood(batch: Int) throws(OverheadTrouble) -> OverheadPace {
        var pace = OverheadPace()
        let (start, cpu) = (net.refresh(), Usage.threadSeconds())
        var writes = 0
        repeat {
            for _ in 0..<batch { _ = try publish() }
            flush()
            writes += 1
            while isCongested { try advance("room for more") }
            // Ends of the connection are not to be missed.
            if writes % 16 == 0 { _ = try turn(until: net.refresh()) }
        } while net.now < start + order.turn
        try ping()
        pace.messages = writes * batch
        pace.time = net.refresh() - start
        pace.cpu = Usage.threadSeconds() - cpu
        return pace
    }
}
