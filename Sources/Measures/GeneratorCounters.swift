/// How the load generator itself fared: whether its figures can be believed.
package struct GeneratorCounters: Sendable, Equatable {
    /// How long after its due instant each thing was begun, in nanoseconds.
    package var lateness = Histogram()
    /// How long what came had waited in this host when its loop read it, in nanoseconds, one entry
    /// a read; empty where the kernel does not say.
    package var readDelay = Histogram()
    /// Of this process, user and system.
    package var cpuSeconds = 0.0
    /// The most memory this process ever held.
    package var maxResidentBytes = 0
    /// Nanoseconds that links waited with bytes to send and a full send buffer, summed over links.
    package var sendBufferFull: Int64 = 0
    /// How each loop fared over time.
    package var trial = GeneratorTrial()

    package init() {}

    /// Adds another loop's figures; loops share a process, so its memory is not added.
    package mutating func merge(_ other: GeneratorCounters) {
        lateness.merge(other.lateness)
        readDelay.merge(other.readDelay)
        cpuSeconds += other.cpuSeconds
        maxResidentBytes = max(maxResidentBytes, other.maxResidentBytes)
        sendBufferFull += other.sendBufferFull
        trial.merge(other.trial)
    }
}
