import Synchronization

/// Which devices hear what is sent to them, readable from any loop.
///
/// A command to a device without a session is never answered; whoever waited for it would take the
/// answer to the next command for its answer. One byte a device, no lock.
package final class Attendance: @unchecked Sendable {
    private let flags: UnsafeMutablePointer<Atomic<Bool>>
    private let count: Int

    package init(devices: Int) {
        count = devices
        flags = .allocate(capacity: max(1, devices))
        for index in 0..<count { (flags + index).initialize(to: Atomic(false)) }
    }

    deinit {
        flags.deinitialize(count: count)
        flags.deallocate()
    }

    /// Device `number` has its subscriptions, or no longer has them.
    func set(_ number: Int, listens: Bool) {
        (flags + number).pointee.store(listens, ordering: .relaxed)
    }

    func listens(_ number: Int) -> Bool {
        (flags + number).pointee.load(ordering: .relaxed)
    }
}
