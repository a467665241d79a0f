import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { eventually } from './activated.js';
import { connectedScene, nodeAt, type Scene } from './explored.js';

describe('the hit-rate panel', () => {
  let scene: Scene;
  let traffic: NodeJS.Timeout;

  before(async () => {
    await vscode.workspace
      .getConfiguration('cacheReview')
      .update('panel.sampleSeconds', 1, vscode.ConfigurationTarget.Global);
    scene = await connectedScene('measured', (redis) => redis.set('hit', 'x'));
    // Nine hits and one miss.
    traffic = setInterval(() => {
      const pipeline = scene.redis.pipeline();
      for (let lookup = 0; lookup < 90; lookup++) pipeline.get('hit');
      for (let lookup = 0; lookup < 10; lookup++) pipeline.get('miss');
      void pipeline.exec();
    }, 100);
  });
  after(async () => {
    clearInterval(traffic);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await scene.end();
    await vscode.workspace
      .getConfiguration('cacheReview')
      .update('panel.sampleSeconds', undefined, vscode.ConfigurationTarget.Global);
  });

  it('opens for the connection it was opened on, and shows the rate between samples', async () => {
    const connection = await nodeAt(scene.api, 'measured');
    await vscode.commands.executeCommand('cacheReview.openHitRatePanel', connection);
    const live = await eventually(() => {
      const { content } = scene.api.panelState();
      return content.kind === 'live' && content.rates.hitRate !== null ? content : undefined;
    });
    assert.equal(scene.api.panelState().connectionId, scene.connectionId);
    assert.ok(Math.abs((live.rates.hitRate ?? 0) - 0.9) < 0.02, `the rate is ${live.rates.hitRate}`);
    assert.ok((live.rates.lookupsPerSecond ?? 0) > 0);
    assert.ok((live.usedBytes ?? 0) > 0);
  });

  it('says that the connection is closed, with the button that opens it', async () => {
    await scene.api.connections.live.disconnect(scene.connectionId);
    const { content } = scene.api.panelState();
    assert.ok(content.kind === 'disconnected');
    assert.deepEqual(
      content.actions.map(({ id }) => id),
      ['connect'],
    );
    await scene.api.connections.live.connect(scene.connectionId);
  });

  it('names the grant that is missing when INFO is refused', async () => {
    const user = [
      'ACL',
      'SETUSER',
      'reader',
      'on',
      '>word',
      '~*',
      '+@read',
      '+@connection',
      '-info',
    ] as const;
    await scene.redis.call(...user);
    const { settings } = scene.api.connections.store.find(scene.connectionId) ?? {};
    assert.ok(settings);
    await scene.api.connections.live.disconnect(scene.connectionId);
    await scene.api.connections.store.save({ ...settings, username: 'reader' }, { password: 'word' });
    await scene.api.connections.live.connect(scene.connectionId);
    const refused = await eventually(() => {
      const { content } = scene.api.panelState();
      return content.kind === 'refused' ? content : undefined;
    });
    assert.equal(refused.code, 'ACL SETUSER reader +info');
  });
});
