export { type ModelProvider, modelCredentials, modelUrl } from './model-address.ts'
export { createSettings, type ModelPrices, type ModelSettings, type Settings } from './settings.ts'
export type { StorageLimits } from './storage.ts'
