package io.gabion.responders.connectors.nftables;

import io.gabion.protocol.containment.Action;
import java.nio.file.Path;

class SshNftNetworkTest extends NftNetworkContract<SshNftStand> {
    @Override
    protected SshNftStand open(Path folder) throws Exception {
        return new SshNftStand(folder, Action.BLOCK_NETWORK);
    }
}
