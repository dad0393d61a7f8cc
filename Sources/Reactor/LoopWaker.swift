import CLinux
import Glibc

/// Rouses one loop from any thread: its next event is ``Event/woken``.
package struct LoopWaker: Sendable {
    let descriptor: Descriptor

    /// To be given to the loop that it is to rouse.
    package init() throws(SystemError) {
        let number = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
        guard number >= 0 else { throw SystemError(errno, attempting: "make an event descriptor") }
        descriptor = Descriptor(owning: number)
    }

    /// Many calls before the loop looks come as one event.
    package func wake() {
        var one: UInt64 = 1
        _ = write(descriptor.number, &one, 8)
    }

    func reset() {
        var count: UInt64 = 0
        _ = read(descriptor.number, &count, 8)
    }
}
