export const dropoutMaskKernel: any = 0
