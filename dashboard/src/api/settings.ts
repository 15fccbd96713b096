import type { SettingsGetModelOutput, SettingsSetModelInput, SettingsTestModelInput } from '@devflow/sdk'
import { client } from './client.ts'

export type ModelSettings = SettingsGetModelOutput

export const settings = {
  model: () => client.settings.getModel(),
  setModel: (body: SettingsSetModelInput) => client.settings.setModel(body),
  testModel: (body: SettingsTestModelInput) => client.settings.testModel(body),
}
