package io.gabion.node.store.embedded;

import io.gabion.node.store.Store;
import io.gabion.node.store.StoreContract;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedStoreTest extends StoreContract {
    @TempDir
    private Path data;

    @Override
    protected Store open() throws IOException {
        return EmbeddedStore.open(data);
    }

    @Override
    protected boolean refusesASecondRow() {
        return true;
    }

    @Override
    protected boolean knowsSizes() {
        return true;
    }
}
