extension DeviceModel {
    /// Everything that keeps the model from being played, one sentence each; empty for a good one.
    package func problems() -> [String] { [] }
}
