package import Base

/// One thread, one clock, and the order in which things happen.
///
/// A loop is asked, it never calls: the caller takes one event, deals with it to the end, and comes
/// back for the next. `EpollLoop` waits for the kernel; `SimulatedLoop` moves its clock by hand.
package protocol Loop {
    /// Nanoseconds since the origin that all loops of a run share; never goes back.
    var now: Instant { get }

    /// Asks for one `.due(link)` at `deadline`, replacing any earlier request for `link`;
    /// `Instant.never` withdraws it.
    mutating func wake(_ link: Link, at deadline: Instant)

    /// The next event, or nil once `limit` has come and nothing is there.
    ///
    /// Under constant load nil may never come: who has something to do at `limit` looks at ``now``.
    mutating func next(until limit: Instant) -> Event?
}

package enum Event: Hashable, Sendable {
    /// The descriptor that was watched under this token can be read, written, or is broken.
    case ready(token: Int, Readiness)
    case due(Link)
    /// Another thread called ``LoopWaker/wake()``, once or more often.
    case woken
}

/// What can be done with a descriptor, and what one asks to be told of; the bits are epoll's.
package struct Readiness: OptionSet, Hashable, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    package static let readable = Readiness(rawValue: 0x001)
    package static let writable = Readiness(rawValue: 0x004)
    /// An error, or both directions ended: told whether asked for or not.
    package static let broken = Readiness(rawValue: 0x008 | 0x010)

    /// Whether it has anything of `other`.
    ///
    /// What every `OptionSet` has for that is called through tables of witnesses from another
    /// target, which cost a fifth of a message.
    package func meets(_ other: Readiness) -> Bool { rawValue & other.rawValue != 0 }
}
